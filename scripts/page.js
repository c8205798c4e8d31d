/* page.js: two comforts of report.html, which reads the same without them:
 * sort a table by the button in its header, and show the conversations of
 * one outcome. No text is ever made into markup here. */
(function () {
  "use strict";

  function valueOf(row, column) {
    var cell = row.cells[column];
    var value = cell ? cell.getAttribute("data-value") : null;
    if (value !== null) return Number(value);
    if (!cell || cell.classList.contains("none")) return null;
    return cell.textContent;
  }

  /* Numbers before texts; nothing comes last in either direction. */
  function compare(a, b, sign) {
    if (a === null || b === null) return (a === null) - (b === null);
    if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
    if (typeof a === "number") return sign * (a - b);
    return sign * a.localeCompare(b);
  }

  function sort(table, head, column) {
    var descending = head.getAttribute("aria-sort") === "ascending";
    var body = table.tBodies[0];
    var rows = Array.from(body.rows);
    rows.sort(function (x, y) {
      return compare(valueOf(x, column), valueOf(y, column),
        descending ? -1 : 1);
    });
    Array.from(table.tHead.rows[0].cells).forEach(function (other) {
      other.removeAttribute("aria-sort");
    });
    head.setAttribute("aria-sort", descending ? "descending" : "ascending");
    body.append.apply(body, rows);
  }

  function makeSortable(table) {
    Array.from(table.tHead.rows[0].cells).forEach(function (head, column) {
      if (head.classList.contains("drawn")) return;
      var button = document.createElement("button");
      button.type = "button";
      button.append.apply(button, Array.from(head.childNodes));
      button.addEventListener("click", function () {
        sort(table, head, column);
      });
      head.append(button);
    });
  }

  function makeFilter(box) {
    var choice = box.querySelector("select");
    var status = box.querySelector("[role=status]");
    var table = document.getElementById(choice.getAttribute("data-table"));
    choice.addEventListener("change", function () {
      var shown = 0;
      Array.from(table.tBodies[0].rows).forEach(function (row) {
        row.hidden = choice.selectedIndex === 0
          ? !row.hasAttribute("data-top")
          : row.getAttribute("data-group") !== choice.value;
        shown += row.hidden ? 0 : 1;
      });
      status.textContent = shown === 0 ? status.getAttribute("data-none")
        : shown + " " + status.getAttribute("data-words");
    });
    box.hidden = false;
  }

  document.querySelectorAll("table.sortable").forEach(makeSortable);
  document.querySelectorAll(".filter").forEach(makeFilter);
})();
