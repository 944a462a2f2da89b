"use strict";
(() => {
  document.documentElement.classList.add("js");
  const table = document.getElementById("table");
  const body = table.tBodies[0];
  const announcement = document.getElementById("announcement");

  const keyOf = (row, column) => {
    const cell = row.cells[column];
    const text = cell.dataset.value ?? cell.textContent.trim();
    const number = Number(text);
    return text !== "" && !Number.isNaN(number) ? number : text;
  };

  const compare = (a, b) => {
    if (typeof a === "number" && typeof b === "number") return a - b;
    if (a === "" || b === "") return (a === "") - (b === "");
    return String(a).localeCompare(String(b), "en", {numeric: true});
  };

  // Cells without a value stay last in either direction.
  const sortBy = (header, isDescending) => {
    const rows = [...body.rows].map((row) => ({row, key: keyOf(row, header.cellIndex)}));
    rows.sort((a, b) => {
      const isEmpty = a.key === "" || b.key === "";
      return isDescending && !isEmpty ? compare(b.key, a.key) : compare(a.key, b.key);
    });
    body.append(...rows.map(({row}) => row));
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", isDescending ? "descending" : "ascending");
    announcement.textContent =
        `Sorted by ${header.textContent}, ${isDescending ? "descending" : "ascending"}`;
  };

  const makeSortable = (header) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = header.textContent;
    header.replaceChildren(button);
    button.addEventListener("click",
                            () => sortBy(header, header.getAttribute("aria-sort") === "ascending"));
  };

  const choose = (index) => {
    for (const each of document.querySelectorAll(".is-chosen")) each.classList.remove("is-chosen");
    for (const each of body.querySelectorAll("[aria-current]")) each.removeAttribute("aria-current");
    const row = body.querySelector(`tr[data-layer="${index}"]`);
    if (!row) return null;
    row.classList.add("is-chosen");
    row.querySelector("a").setAttribute("aria-current", "true");
    const detail = document.getElementById(`layer-${index}`);
    detail.classList.add("is-chosen");
    return detail;
  };

  const chosenByAddress = () => /^#layer-(\d+)$/.exec(location.hash)?.[1];

  const followAddress = () => {
    const index = chosenByAddress();
    if (index === undefined) return;
    const detail = choose(index);
    detail?.scrollIntoView({block: "nearest"});
    detail?.focus({preventScroll: true});
  };

  for (const header of table.tHead.rows[0].cells) makeSortable(header);
  body.addEventListener("click", (event) => {
    const row = event.target.closest("tr");
    if (row && !event.target.closest("a")) location.hash = `layer-${row.dataset.layer}`;
  });
  addEventListener("hashchange", followAddress);
  choose(table.dataset.worst);
  followAddress();
})();
