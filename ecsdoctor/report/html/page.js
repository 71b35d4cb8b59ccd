"use strict";
(function () {
  var all = function (selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); };
  var said = document.getElementById("said");

  // Where the clipboard is refused (an old browser, a page that is no secure context) the selection is copied.
  function copyBySelection(node) {
    var range = document.createRange(), selection = window.getSelection(), done = false;
    range.selectNodeContents(node);
    selection.removeAllRanges();
    selection.addRange(range);
    try { done = document.execCommand("copy"); } catch (error) { done = false; }
    if (done) { selection.removeAllRanges(); }
    return done;
  }

  function told(button, done) {
    button.classList.toggle("done", done);
    said.textContent = done ? "Copied" : "Press Ctrl+C: the command is selected";
    window.setTimeout(function () { button.classList.remove("done"); said.textContent = ""; }, 2500);
  }

  all("button.copy").forEach(function (button) {
    var node = document.getElementById(button.dataset.copy);
    button.hidden = false;
    button.addEventListener("click", function () {
      if (navigator.clipboard && window.isSecureContext) {
        navigator.clipboard.writeText(node.textContent).then(
          function () { told(button, true); },
          function () { told(button, copyBySelection(node)); }
        );
      } else {
        told(button, copyBySelection(node));
      }
    });
  });

  all("[data-filter]").forEach(function (bar) {
    var rows = all("tbody tr", document.getElementById(bar.dataset.filter));
    var search = bar.querySelector("input"), shown = bar.querySelector(".shown"), kind = "";
    function apply() {
      var words = search.value.toLowerCase(), count = 0;
      rows.forEach(function (row) {
        var fits = (!kind || row.dataset.s === kind) && (!words || row.textContent.toLowerCase().indexOf(words) >= 0);
        row.hidden = !fits;
        count += fits ? 1 : 0;
      });
      shown.textContent = count + " of " + rows.length + " shown";
    }
    all("button", bar).forEach(function (button) {
      button.addEventListener("click", function () {
        kind = button.dataset.show;
        all("button", bar).forEach(function (other) { other.setAttribute("aria-pressed", String(other === button)); });
        apply();
      });
    });
    search.addEventListener("input", apply);
    bar.hidden = false;
  });

  // A link into a closed part opens it; a count at the top opens the table of checks on that status.
  function reveal() {
    var target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    var details = target && target.closest("details");
    if (details && !details.open) { details.open = true; target.scrollIntoView(); }
  }
  window.addEventListener("hashchange", reveal);
  reveal();
  all("a.count").forEach(function (link) {
    link.addEventListener("click", function () {
      document.getElementById("all-checks").open = true;
      all("[data-filter=checks-table] button").forEach(function (button) {
        if (link.classList.contains(button.dataset.show)) { button.click(); }
      });
    });
  });

  // On paper all that explains a diagnosis is open; long tables stay as they are.
  var opened = [];
  window.addEventListener("beforeprint", function () {
    opened = all("details:not(.table)").filter(function (d) { return !d.open; });
    opened.forEach(function (d) { d.open = true; });
  });
  window.addEventListener("afterprint", function () { opened.forEach(function (d) { d.open = false; }); });
})();
