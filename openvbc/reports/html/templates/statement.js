{% include "theme.js" %}
(() => {
  "use strict";
  const lines = [...document.querySelectorAll("details.line")];
  const shown = () => lines.filter((line) => !line.closest("[hidden]"));
  const groups = [...document.querySelectorAll("details.columns-of")];
  const setAll = (open) => [...shown(), ...groups].forEach((each) => { each.open = open; });
  document.getElementById("expand").addEventListener("click", () => setAll(true));
  document.getElementById("collapse").addEventListener("click", () => setAll(false));

  const filter = document.getElementById("filter");
  const found = document.getElementById("found");
  const textOf = (line) => [...line.querySelectorAll("summary .label, .find")].map((part) => part.textContent);
  const texts = new Map(lines.map((line) => [line, textOf(line).join(" ").toLowerCase()]));
  let at = -1;
  const apply = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    lines.forEach((line) => {
      line.parentElement.hidden = !words.every((word) => texts.get(line).includes(word));
    });
    groups.forEach((group) => {
      group.parentElement.hidden = [...group.querySelectorAll("details.line")].every((line) => line.parentElement.hidden);
      group.open = words.length > 0;
    });
    document.querySelectorAll(".part").forEach((part) => {
      part.hidden = ![...part.querySelectorAll("details.line")].some((line) => !line.parentElement.hidden);
    });
    found.textContent = words.length ? `${shown().length} of ${lines.length} lines` : "";
    at = -1;
  };
  // A result is shown where it stands: the first one while one types, opened and the next ones by Enter.
  const show = (line) => { line.scrollIntoView({ block: "center" }); };
  filter.addEventListener("input", () => {
    apply();
    const [first] = shown();
    if (filter.value.trim() && first) show(first);
  });
  filter.addEventListener("keydown", (event) => {
    const results = shown();
    if (event.key !== "Enter" || !filter.value.trim() || !results.length) return;
    event.preventDefault();
    at = event.shiftKey ? (at > 0 ? at : results.length) - 1 : (at + 1) % results.length;
    results[at].open = true;
    show(results[at].querySelector("summary"));
    found.textContent = `${at + 1} of ${results.length}`;
  });
  document.getElementById("toolbar").hidden = false;

  const openTarget = () => {
    const target = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    if (!target) return;
    if (target.closest("[hidden]")) { filter.value = ""; apply(); }
    for (let inside = target; inside; inside = inside.parentElement) {
      if (inside.tagName === "DETAILS") inside.open = true;
    }
    target.scrollIntoView();
    if (target.tagName === "DETAILS") target.querySelector("summary").focus({ preventScroll: true });
  };
  addEventListener("hashchange", openTarget);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (link && link.getAttribute("href") === location.hash) openTarget();
  });
  openTarget();

  const tried = document.getElementById("try");
  tried.addEventListener("click", () => {
    const bytes = Uint8Array.from(atob(tried.dataset.page), (letter) => letter.charCodeAt(0));
    open(URL.createObjectURL(new Blob([bytes], { type: "text/html" })), "_blank");
  });
  tried.hidden = false;
})();
