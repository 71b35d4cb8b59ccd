"""Put the tokens of a shell script together to commands, and follow what is round them.

The shell's grammar as far as boot scripts use it: lists, pipes, groups, subshells, if, loops, case, functions.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import List, Optional, Sequence, Tuple

from .command import Command, Redirect
from .tokens import Token
from .values import Values

MAX_DEPTH = 20
MAX_PIPE = 20
_REDIRECTS = frozenset(("<", ">", ">>", ">&", ">|", "<&", "<>", "<<", "<<-", "<<<", "&>", "&>>"))
_OPENS = {"if": "if", "for": "loop", "select": "loop", "while": "loop", "until": "loop", "case": "case"}
_CLOSES = {"fi": "if", "done": "loop", "esac": "case", "}": "braces"}
_BETWEEN = ("then", "else", "elif", "do", "!", "time")
_CONDITIONAL = ("if", "loop", "case")
# Commands that are there to ask: what follows their `&&` may well not run.
_ASKS = ("[", "[[", "test", "grep", "command", "which", "type", "hash", "false", "pgrep", "mountpoint")


@dataclass
class _Frame:
    """An open compound command: `start` is the index of its first command, `name` that of a function.

    `pattern`: a case waits for one. `condition`: a loop has not come to its `do`.
    """

    kind: str
    start: int
    name: str = ""
    pattern: bool = False
    condition: bool = False


@dataclass
class _Pending:
    """The simple command that is being read."""

    line: int = 0
    words: List[str] = field(default_factory=list)
    raw: List[Token] = field(default_factory=list)
    redirects: List[Redirect] = field(default_factory=list)
    stdin: Optional[str] = None


class Reader:
    """Takes tokens, gives `commands`."""

    def __init__(self) -> None:
        self.commands: List[Command] = []
        self.frames: List[_Frame] = []
        self.values = Values()
        self.pending = _Pending()
        self.redirect: Optional[Token] = None  # waits for its target
        self.fed_by: Tuple[Command, ...] = ()
        self.pipe = 0
        self.unsure = False  # behind `cond &&` or after `||`, until the list ends
        self.closed: Optional[_Frame] = None  # a compound command whose redirections follow
        self.skip_to = ""  # a word that ends a stretch that holds no commands
        self.defining = False  # after the word `function`

    def take(self, token: Token) -> None:
        """Read one token."""
        if self.skip_to and self._skip(token):
            return
        if self.frames and self.frames[-1].pattern:
            self._in_pattern(token)
        elif self.redirect is not None:
            self._target(self.redirect, token)
        elif token.is_word:
            self._word(token)
        elif token.text.lstrip("0123456789") in _REDIRECTS:
            self.redirect = token
        else:
            self._operator(token)

    def _skip(self, token: Token) -> bool:
        """Whether the token belongs to the stretch; `{` is waited for only over brackets and line ends."""
        ends = {"]]": ("]]", "\n"), "\n": ("\n", ";")}.get(self.skip_to, (self.skip_to,))
        if self.skip_to == "{" and token.text not in ("{", "(", ")", "\n"):
            self.skip_to = ""
            return False
        if token.text in ends:
            self.skip_to = ""
        return True

    def _in_pattern(self, token: Token) -> None:
        """`a|b)` of a case: everything up to the bracket is no command."""
        if token.text == ")":
            self.frames[-1].pattern = False
        elif token.text == "esac":
            self._close("case")

    def _target(self, redirect: Token, token: Token) -> None:
        """The word after a redirection."""
        self.redirect = None
        if not token.is_word:
            self.take(token)
            return
        sign = redirect.text.lstrip("0123456789")
        number = redirect.text[: -len(sign)]
        target = self.values.resolve(token.pieces or ())
        if sign in ("<<", "<<-"):
            self.pending.stdin = self.values.resolve(redirect.heredoc or ())
        elif sign == "<<<":
            self.pending.stdin = target + "\n"
        else:
            self.pending.redirects.append(Redirect(sign, target, number))

    def _word(self, token: Token) -> None:
        if self.defining:
            self.defining = False
            self._function(token.literal)
            return
        if not self.pending.raw and self._keyword(token.text):
            return
        if not self.pending.raw:
            self.pending.line = token.line
        self.pending.raw.append(token)
        self.pending.words.append(self.values.resolve(token.pieces or ()))
        if token.text == "[[" and len(self.pending.raw) == 1:
            self.skip_to = "]]"

    def _keyword(self, text: str) -> bool:
        """Whether a word at the place of a command is one of the shell's own."""
        if text in _CLOSES:
            self._close(_CLOSES[text])
        elif text == "{":
            self._open("braces")
        elif text in _OPENS:
            self._open(_OPENS[text])
            if text == "case":
                self.skip_to = "in"
                self.frames[-1].pattern = self.frames[-1].kind == "case"
            elif text in ("for", "select"):
                self.skip_to = "\n"
            else:
                self.frames[-1].condition = self.frames[-1].kind == "loop"
        elif text == "function":
            self.defining = True
        else:
            if text == "do" and self.frames:
                self.frames[-1].condition = False
            return text in _BETWEEN
        return True

    def _open(self, kind: str, name: str = "") -> None:
        if len(self.frames) < MAX_DEPTH:
            self.frames.append(_Frame(kind, len(self.commands), name))

    def _close(self, kind: str) -> None:
        """End the innermost open compound command of a kind; a stray closing word means nothing."""
        self.end_command("\n")
        if any(f.kind == kind for f in self.frames):
            while self.frames:
                frame = self.frames.pop()
                if frame.kind == kind:
                    self.closed = frame
                    break

    def _operator(self, token: Token) -> None:
        sign, words = token.text, self.pending.words
        if sign == "(" and len(words) == 1:
            self._open("head", words[0])
        elif sign == "(":
            self.end_command("\n")
            self._open("brackets")
        elif sign == ")" and self.frames and self.frames[-1].kind == "head":
            self._function(self.frames.pop().name)
        elif sign == ")":
            self._close("brackets")
        else:
            self.end_command(sign)
            if sign in (";;", ";&", ";;&") and self.frames and self.frames[-1].kind == "case":
                self.frames[-1].pattern = True

    def _function(self, name: str) -> None:
        """`name()` or `function name`: the braces that follow are its body."""
        self.pending = _Pending()
        self.skip_to = "{"
        self._open("braces", name or "?")

    def end_command(self, sign: str) -> None:
        """A simple command, or a compound one with its redirections, ends at `sign`."""
        made = self._end_simple(sign) if self.closed is None else self._end_compound(self.closed, sign)
        self.closed, self.pending = None, _Pending()
        if not made and sign == "\n":
            return  # `&&` and `|` may be followed by the end of the line
        piped = sign in ("|", "|&")
        self.pipe = self.pipe + 1 if piped else 0
        self.fed_by = self._feed(made) if piped and self.pipe <= MAX_PIPE else ()
        if sign == "||":
            self.unsure = True
        elif sign == "&&":
            self.unsure = self.unsure or any(_asks(self.commands[i]) for i in made[-1:])
        elif not piped:
            self.unsure = False

    def _feed(self, made: Sequence[int]) -> Tuple[Command, ...]:
        """Mark commands whose output goes into a pipe."""
        for index in made:
            self.commands[index] = replace(self.commands[index], feeds=True)
        return tuple(self.commands[index] for index in made)

    def _end_simple(self, sign: str) -> List[int]:
        """Keep the command; returns its index, if there was one."""
        pending = self.pending
        sure = not self.unsure and not any(f.kind in _CONDITIONAL for f in self.frames)
        words = self.values.command(pending.raw, pending.words, sure)
        if not words and not pending.redirects:
            return []
        command = Command(
            pending.line,
            tuple(words),
            tuple(pending.redirects),
            pending.stdin,
            self.fed_by,
            background=sign == "&",
            sure=sure,
            until=any(f.condition for f in self.frames),
            function=next((f.name for f in self.frames if f.name), ""),
        )
        self.commands.append(command)
        return [len(self.commands) - 1]

    def _end_compound(self, frame: _Frame, sign: str) -> List[int]:
        """Give the redirections, the input and the `&` after a compound command to what is in it.

        Returns the indices of the commands whose output is that of the whole.
        """
        pending = self.pending
        changed: List[Command] = []
        wrote = False
        for command in self.commands[frame.start :]:
            redirects = () if command.feeds else _once(pending.redirects, wrote)
            wrote = wrote or bool(redirects)
            changed.append(
                replace(
                    command,
                    redirects=command.redirects + redirects,
                    stdin=command.stdin if command.stdin is not None else pending.stdin,
                    background=command.background or sign == "&",
                    sure=command.sure and not self.unsure,
                )
            )
        self.commands[frame.start :] = changed
        if frame.name:
            return []
        return [i for i in range(frame.start, len(self.commands)) if not self.commands[i].feeds]


def _once(redirects: Sequence[Redirect], again: bool) -> Tuple[Redirect, ...]:
    """`{ a; b; } > file` opens the file once: what b prints is appended."""
    return tuple(replace(r, sign=">>") if again and r.sign == ">" else r for r in redirects)


def _asks(command: Command) -> bool:
    return bool(command.words) and command.words[0].rsplit("/", 1)[-1] in _ASKS
