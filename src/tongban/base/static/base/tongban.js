// What pages do beyond HTML. Everything works without this file; nothing here decides anything.
(() => {
  "use strict";
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const says = document.getElementById("page-says");
  const say = (kind) => { if (says) says.textContent = says.dataset[kind] || ""; };

  // Storage may be switched off; then pages still work and only forget.
  const attempt = (act) => { try { return act(); } catch { return null; } };
  const PREFIX = "tongban:";
  const owner = document.body.dataset.owner || "";
  const forget = (keep = () => false) => attempt(() => {
    Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX) && !keep(key))
      .forEach((key) => sessionStorage.removeItem(key));
  });

  // Large type.
  all("[data-elder-switch]").forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    const on = document.documentElement.toggleAttribute("data-elder");
    document.cookie = `tongban_elder=${on ? 1 : 0};path=/;max-age=31536000;samesite=lax`;
    link.querySelector("span").textContent = on ? link.dataset.off : link.dataset.on;
    link.href = link.href.replace(/on=[01]/, on ? "on=0" : "on=1");
  }));

  // Typed text is kept in this tab, no passwords, files: <form data-keep="key"> keeps, data-saved="key"
  // forgets; without a key the next page does, unless it asks who one is or fails.
  const keyOf = (form) => `${PREFIX}${owner}:${form.dataset.keep || form.action}`;
  const kept = (field) => field.name && field.name !== "csrfmiddlewaretoken"
    && !["password", "file", "hidden", "submit", "button"].includes(field.type)
    && !field.hasAttribute("data-never-keep");
  const typed = (form) => Array.from(form.elements).filter(kept).map((field) => [
    field.name, field.value,
    ["checkbox", "radio"].includes(field.type) ? field.checked : null]);
  const put = (form) => attempt(() => sessionStorage.setItem(keyOf(form), JSON.stringify(typed(form))));
  const restore = (form, quietly) => attempt(() => {
    let changed = false;
    const fields = Array.from(form.elements).filter(kept);
    const used = new Set();
    for (const [name, value, checked] of JSON.parse(sessionStorage.getItem(keyOf(form)) || "[]")) {
      const field = fields.find((one) => one.name === name && !used.has(one)
        && (checked === null || one.value === value));
      if (!field) continue;
      used.add(field);
      const differs = checked === null ? field.value !== value : field.checked !== checked;
      if (!differs) continue;
      if (checked === null) field.value = value; else field.checked = checked;
      changed = true;
    }
    if (!changed) return;
    form.dataset.dirty = "yes";
    if (!quietly) say("kept");
  });
  const settle = (root) => all("[data-saved]", root).forEach((mark) => {
    attempt(() => sessionStorage.removeItem(`${PREFIX}${owner}:${mark.dataset.saved}`));
  });
  attempt(() => {
    const sent = owner && !document.querySelector(".error-summary") && sessionStorage.getItem("sent");
    sessionStorage.removeItem("sent");
    if (sent && performance.getEntriesByType("navigation")[0].type === "navigate") sessionStorage.removeItem(sent);
  });
  if (owner) forget((key) => key.startsWith(`${PREFIX}${owner}:`));
  settle(document);
  all("form[data-keep]").forEach((form) => restore(form));
  let swapping = false;
  const changed = ({ target }) => {
    const form = target.form;
    if (!form || !kept(target) || swapping) return;
    if (form.matches("[data-keep]")) put(form);
    if (form.matches("[data-keep], [data-guard]")) form.dataset.dirty = "yes";
  };
  document.addEventListener("input", changed);
  document.addEventListener("change", changed);

  // Leaving with something typed but not sent asks first.
  let leaving = false;
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && document.querySelector("form[data-guard][data-dirty]")) event.preventDefault();
  });

  // A second click sends nothing: the button rests until the page is shown again.
  const rest = (form, on) => all("button:not([type=button])", form).forEach((button) => {
    if (on && !button.disabled) { button.disabled = true; button.dataset.resting = "yes"; }
    if (!on && button.dataset.resting) { button.disabled = false; delete button.dataset.resting; }
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "dialog") return;
    if (form.matches("[data-sign-out]")) forget();
    leaving = true;
    if (form.dataset.keep === "") attempt(() => sessionStorage.setItem("sent", keyOf(form)));
    if (form.method === "post") setTimeout(() => rest(form, true));
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
    all("form").forEach((form) => rest(form, false));
  });

  // HTMX: the same promises for parts of a page.
  document.addEventListener("htmx:beforeRequest", ({ target }) => rest(target.closest("form") || target, true));
  document.addEventListener("htmx:afterRequest", ({ target }) => { swapping = false; rest(target.closest("form") || target, false); });
  document.addEventListener("htmx:sendError", () => say("offline"));
  document.addEventListener("htmx:responseError", () => say("failed"));
  const summary = (root) => root.querySelector(".error-summary")?.focus();
  // A part drawn anew holds what was typed when it was asked for; what was typed since comes back.
  // The field that leaves with the old part still says "change", when the new one stands beside it.
  const retype = (part) => all("form[data-keep]").filter((form) => form.contains(part)).forEach((form) => restore(form, true));
  document.addEventListener("htmx:beforeSwap", ({ detail }) => { swapping = detail.shouldSwap; });
  document.addEventListener("htmx:afterSwap", ({ target }) => { swapping = false; say(""); settle(target); retype(target); summary(target); });
  summary(document);
})();
