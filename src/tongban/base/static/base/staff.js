// Shortcuts of staff pages: an element with data-key="x" answers that key, "?" lists them all.
(() => {
  "use strict";
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const attempt = (act) => { try { return act(); } catch { return null; } };
  const dialog = document.getElementById("shortcuts");
  const off = dialog.querySelector("[data-shortcuts-off]");
  off.checked = attempt(() => localStorage.getItem("tongban-keys")) === "off";
  off.addEventListener("change", () => attempt(() => localStorage.setItem("tongban-keys", off.checked ? "off" : "on")));
  const list = dialog.querySelector("[data-shortcut-list]");
  const open = () => {
    all("[data-listed]", list).forEach((row) => row.remove());
    all("[data-key]").forEach((element) => {
      const row = document.createElement("div");
      row.dataset.listed = "yes";
      row.append(document.createElement("dt"), document.createElement("dd"));
      row.firstChild.append(document.createElement("kbd"));
      row.firstChild.firstChild.textContent = element.dataset.key;
      row.lastChild.textContent = element.dataset.keyName || element.textContent.trim();
      list.append(row);
    });
    dialog.showModal();
  };
  all("[data-shortcuts]").forEach((button) => { button.hidden = false; button.addEventListener("click", open); });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || dialog.open || off.checked) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "?") { event.preventDefault(); open(); return; }
    const element = all("[data-key]").find((one) => one.dataset.key === event.key);
    if (!element) return;
    event.preventDefault();
    if (element.matches("input, textarea, select")) element.focus(); else element.click();
  });
})();
