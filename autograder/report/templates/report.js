// Sorting, filtering and unfolding. Everything on the page is there and readable without this script.
"use strict";
(() => {
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

  const sortBy = (table, column, descending) => {
    const numeric = table.tHead.rows[0].cells[column].classList.contains("num");
    const key = (row) => {
      const text = row.cells[column].textContent.trim();
      return numeric ? Number.parseFloat(text) : text;
    };
    const compare = (a, b) => {
      if (!numeric) return collator.compare(a, b);
      if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) - Number.isNaN(b) || 0;
      return a - b;
    };
    const missing = (value) => numeric && Number.isNaN(value);
    const rows = [...table.tBodies[0].rows].map((row) => ({ row, value: key(row) }));
    rows.sort((a, b) => {
      const order = compare(a.value, b.value);
      return descending && !missing(a.value) && !missing(b.value) ? -order : order;
    });
    table.tBodies[0].append(...rows.map(({ row }) => row));
  };

  for (const table of document.querySelectorAll("table.sortable")) {
    const headers = [...table.tHead.rows[0].cells];
    headers.forEach((header, column) => {
      if (header.classList.contains("plain")) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...header.childNodes);
      header.append(button);
      button.addEventListener("click", () => {
        const before = header.getAttribute("aria-sort");
        const first = header.classList.contains("num") ? "descending" : "ascending";
        const next = before === null ? first : before === "ascending" ? "descending" : "ascending";
        for (const other of headers) other.removeAttribute("aria-sort");
        header.setAttribute("aria-sort", next);
        sortBy(table, column, next === "descending");
      });
    });
  }

  const filter = document.getElementById("filter");
  const students = [...document.querySelectorAll("table.scores tbody tr")].map((row) => ({
    row,
    details: document.getElementById("s" + row.id.slice(1)),
    name: row.cells[0].textContent.trim().toLocaleLowerCase(),
  }));
  if (filter) {
    const found = document.getElementById("found");
    filter.addEventListener("input", () => {
      const wanted = filter.value.trim().toLocaleLowerCase();
      let count = 0;
      for (const { row, details, name } of students) {
        const shown = name.includes(wanted);
        row.hidden = details.hidden = !shown;
        count += shown;
      }
      found.textContent = wanted ? `${count} of ${students.length}` : "";
    });
  }

  const unfold = (open) => {
    for (const { details } of students) if (!open || !details.hidden) details.open = open;
  };
  document.getElementById("open-all")?.addEventListener("click", () => unfold(true));
  document.getElementById("close-all")?.addEventListener("click", () => unfold(false));

  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let node = target; node; node = node.parentElement) {
      if (node.tagName === "DETAILS") node.open = true;
      node.hidden = false;
    }
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();

  document.documentElement.classList.add("scripted");
  for (const element of document.querySelectorAll(".script-only")) element.hidden = false;
})();
