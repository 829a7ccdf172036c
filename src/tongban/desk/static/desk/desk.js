// Rows answer j and k: the link of the next or previous row takes the focus, Enter opens it.
(() => {
  "use strict";
  const rows = () => Array.from(document.querySelectorAll("[data-row-link]"));
  document.querySelectorAll("[data-move]").forEach((button) => button.addEventListener("click", () => {
    const links = rows();
    const at = links.indexOf(document.activeElement);
    const step = Number(button.dataset.move);
    const next = links[at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step];
    if (next) next.focus();
  }));
  // c claims the row that has the focus, or gives it back.
  document.querySelectorAll("[data-claim]").forEach((button) => button.addEventListener("click", () => {
    const row = document.activeElement && document.activeElement.closest("tr");
    const claim = row && row.querySelector("[data-row-claim]");
    if (claim) claim.click();
  }));
})();
