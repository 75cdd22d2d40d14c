{% include "theme.js" %}
(() => {
  "use strict";
  const table = document.getElementById("sorted");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  const order = new Intl.Collator("en", { numeric: true });
  const compare = (index) => (a, b) => {
    const [x, y] = [a.cells[index], b.cells[index]];
    if (x.dataset.amount === undefined) return order.compare(x.textContent, y.textContent);
    const [p, q] = [x.dataset.amount, y.dataset.amount];
    return p === "" || q === "" ? (q === "") - (p === "") : Number(p) - Number(q);
  };
  heads.forEach((head, index) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    head.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((each) => each.setAttribute("aria-sort", "none"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const sorted = [...rows].sort(compare(index));
      body.append(...(down ? sorted.reverse() : sorted));
    });
  });
  const filter = document.getElementById("filter");
  const found = document.getElementById("found");
  filter.addEventListener("input", () => {
    const wanted = filter.value.trim().toLowerCase();
    rows.forEach((row) => { row.hidden = !row.textContent.toLowerCase().includes(wanted); });
    found.textContent = wanted ? `${rows.filter((row) => !row.hidden).length} of ${rows.length}` : "";
  });
  document.getElementById("toolbar").hidden = false;
})();
