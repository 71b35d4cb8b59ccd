"""The words and signs of a shell script. This reads scripts, it never runs them.

What only the running shell can know (`$(…)`, `${x:-y}`, arrays) stays an opaque piece of its word. Nothing
here fails, whatever the text: what is not closed ends with the text. POSIX shell and the usual bash forms.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import List, Optional, Tuple

from ....model.frozen import frozen
from ....model.regex import regex

LIMIT = 128 * 1024  # EC2 takes 16 KB of user data; compressed it may unfold to more
_OPERATORS = (
    *("&>>", "<<<", "<<-", ";;&"),
    *("&&", "||", ";;", ";&", "|&", "&>", ">>", ">&", ">|", "<<", "<&", "<>"),
    *("&", "|", ";", "(", ")", "<", ">"),
)
_VARIABLE = regex(r"\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\}|([0-9@*#?$!-]))")
_BARE = regex(r"[^\s;&|<>()'\"\\$`]+")  # a run of characters without any meaning of their own
_IN_QUOTES = regex(r"[^\"\\$`]+")
_IN_HEREDOC = regex(r"[^\\$`]+")
_ANSI = {"n": "\n", "t": "\t", "r": "\r"}


class Kind(str, Enum):
    """What a piece of a word is."""

    LITERAL = "literal"
    VARIABLE = "variable"
    OPAQUE = "opaque"


@frozen
class Piece:
    """A part of a word: literal text, the name of a variable, or what only the shell can expand."""

    kind: Kind
    text: str


@frozen
class Token:
    """A word (with pieces), an operator (`2>`), or the end of a line. A heredoc hangs at its operator."""

    text: str
    line: int
    pieces: Optional[Tuple[Piece, ...]] = None
    quoted: bool = False
    heredoc: Optional[Tuple[Piece, ...]] = None

    @property
    def is_word(self) -> bool:
        """Whether it is a word rather than an operator."""
        return self.pieces is not None

    @property
    def literal(self) -> str:
        """The word without its quotes, where it has no expansions; else empty."""
        pieces = self.pieces or ()
        return "".join(p.text for p in pieces) if all(p.kind is Kind.LITERAL for p in pieces) else ""


def tokens(text: str) -> List[Token]:
    """The tokens of a script, at most the first 128 KB of it."""
    return _Lexer(text[:LIMIT]).run()


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.out: List[Token] = []
        self.heredocs: List[int] = []

    def run(self) -> List[Token]:
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == "\n":
                self._newline()
            elif char.isspace():
                self.at += 1
            elif self.text.startswith("\\\n", self.at):
                self._pass(2)
            elif char == "#":
                self.at = self._find("\n", self.at)
            elif self.text[self.at : self.at + 2] in ("<(", ">("):
                self._process_substitution()
            else:
                operator = self._operator_here()
                if operator:
                    self._operator(operator)
                else:
                    self._word()
        return self.out

    def _pass(self, count: int) -> str:
        """Go on by `count` characters, keeping count of lines; returns them."""
        passed = self.text[self.at : self.at + count]
        self.line += passed.count("\n")
        self.at += len(passed)
        return passed

    def _find(self, mark: str, start: int) -> int:
        place = self.text.find(mark, start)
        return len(self.text) if place < 0 else place

    def _operator_here(self) -> str:
        return next((o for o in _OPERATORS if self.text.startswith(o, self.at)), "")

    def _operator(self, operator: str, number: str = "") -> None:
        self.out.append(Token(number + operator, self.line))
        self.at += len(operator)
        if operator in ("<<", "<<-"):
            self.heredocs.append(len(self.out) - 1)

    def _process_substitution(self) -> None:
        line = self.line
        self.at += 1
        raw = self._brackets("(", ")")
        self.out.append(Token(raw, line, (Piece(Kind.OPAQUE, raw),)))

    def _newline(self) -> None:
        self.out.append(Token("\n", self.line))
        self._pass(1)
        for index in self.heredocs:
            self._heredoc(index)
        self.heredocs = []

    def _heredoc(self, index: int) -> None:
        """Read the lines up to the word that follows the operator; quoted, nothing in them is expanded."""
        operator = self.out[index]
        word = self.out[index + 1] if index + 1 < len(self.out) else operator
        end = "".join(p.text for p in word.pieces or ())
        strip_tabs = operator.text.endswith("-")
        lines: List[str] = []
        while self.at < len(self.text):
            line = self._pass(self._find("\n", self.at) + 1 - self.at)
            line = line.lstrip("\t") if strip_tabs else line
            if line.rstrip("\r\n") == end:
                break
            lines.append(line)
        body = "".join(lines)
        pieces = [Piece(Kind.LITERAL, body)] if word.quoted else expand(body)
        self.out[index] = replace(operator, heredoc=tuple(pieces))

    def _word(self) -> None:
        line, begin = self.line, self.at
        pieces: List[Piece] = []
        quoted = False
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == "(" and self.at > begin and self.text[self.at - 1] == "=":
                pieces.append(Piece(Kind.OPAQUE, self._brackets("(", ")")))  # an array: a=(x y)
            elif char.isspace() or char in ";&|<>()":
                break
            else:
                quoted = quoted or char in "'\"\\"
                pieces += self._unquoted(char)
        raw = self.text[begin : self.at]
        if raw.isdigit() and self.text[self.at : self.at + 1] in ("<", ">"):
            self._operator(self._operator_here(), raw)
        else:
            self.out.append(Token(raw, line, tuple(pieces), quoted))

    def _unquoted(self, char: str) -> List[Piece]:
        """The piece at the cursor, outside of quotes."""
        if char == "'":
            end = self._find("'", self.at + 1)
            return [Piece(Kind.LITERAL, self._pass(end + 1 - self.at)[1:].rstrip("'"))]
        if char == '"':
            self.at += 1
            pieces = self._until_quote()
            self._pass(1)
            return pieces
        if char == "\\":
            escaped = self._pass(2)[1:]
            return [] if escaped == "\n" else [Piece(Kind.LITERAL, escaped)]
        if self.text.startswith("$'", self.at):
            return [Piece(Kind.LITERAL, self._ansi())]
        if char in "$`":
            return [self._expansion()]
        match = _BARE.match(self.text, self.at)
        return [Piece(Kind.LITERAL, self._pass(len(match.group()) if match else 1))]

    def _until_quote(self) -> List[Piece]:
        """The pieces up to the closing double quote."""
        pieces: List[Piece] = []
        while self.at < len(self.text) and self.text[self.at] != '"':
            match = _IN_QUOTES.match(self.text, self.at)
            if match:
                pieces.append(Piece(Kind.LITERAL, self._pass(len(match.group()))))
            elif self.text[self.at] == "\\":
                pieces.append(Piece(Kind.LITERAL, _unescape(self._pass(2), '"\\$`')))
            else:
                pieces.append(self._expansion())
        return pieces or [Piece(Kind.LITERAL, "")]

    def _ansi(self) -> str:
        """`$'a\\nb'` with its escapes undone."""
        self.at += 2
        text: List[str] = []
        while self.at < len(self.text) and self.text[self.at] != "'":
            char = self._pass(1)
            if char == "\\":
                escaped = self._pass(1)
                char = _ANSI.get(escaped, escaped)
            text.append(char)
        self._pass(1)
        return "".join(text)

    def _expansion(self) -> Piece:
        """`$NAME`, `${…}`, `$(…)` or a command in backquotes at the cursor."""
        if self.text[self.at] == "`":
            end = self._find("`", self.at + 1)
            return Piece(Kind.OPAQUE, self._pass(end + 1 - self.at))
        match = _VARIABLE.match(self.text, self.at)
        if match:
            self._pass(len(match.group()))
            return Piece(Kind.VARIABLE, match.group(1) or match.group(2) or match.group(3))
        for opening, closing in (("(", ")"), ("{", "}")):
            if self.text.startswith("$" + opening, self.at):
                self.at += 1
                return Piece(Kind.OPAQUE, "$" + self._brackets(opening, closing))
        return Piece(Kind.LITERAL, self._pass(1))

    def _brackets(self, opening: str, closing: str) -> str:
        """Pass everything from an opening bracket to its closing one; brackets in quotes do not count."""
        start, depth, quote = self.at, 0, ""
        while self.at < len(self.text):
            char = self._pass(1)
            if char == "\\" and quote != "'":
                self._pass(1)
            elif quote:
                quote = "" if char == quote else quote
            elif char in "'\"":
                quote = char
            else:
                depth += (char == opening) - (char == closing)
                if depth == 0:
                    break
        return self.text[start : self.at]


def expand(body: str) -> List[Piece]:
    """The pieces of a text in which only `$`, backquotes and backslashes mean something (a heredoc)."""
    lexer = _Lexer(body)
    pieces: List[Piece] = []
    while lexer.at < len(body):
        match = _IN_HEREDOC.match(body, lexer.at)
        if match:
            pieces.append(Piece(Kind.LITERAL, lexer._pass(len(match.group()))))
        elif body[lexer.at] == "\\":
            pieces.append(Piece(Kind.LITERAL, _unescape(lexer._pass(2), "\\$`")))
        else:
            pieces.append(lexer._expansion())
    return pieces


def _unescape(pair: str, special: str) -> str:
    """What a backslash and the character after it stand for, where only `special` ones are escaped."""
    if pair[1:] == "\n":
        return ""
    return pair[1:] if pair[1:] and pair[1:] in special else pair
