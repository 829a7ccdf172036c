// What the desk does beyond HTML: keys, the document reader, printing. Every page works without it.
(() => {
  "use strict";
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

  // Rows answer j and k: the link of the next or previous row takes the focus, Enter opens it.
  all("[data-move]").forEach((button) => button.addEventListener("click", () => {
    const links = all("[data-row-link]");
    const at = links.indexOf(document.activeElement);
    const step = Number(button.dataset.move);
    const next = links[at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step];
    if (next) next.focus();
  }));
  // c claims the row that has the focus, or gives it back.
  all("[data-claim]").forEach((button) => button.addEventListener("click", () => {
    const row = document.activeElement && document.activeElement.closest("tr");
    const claim = row && row.querySelector("[data-row-claim]");
    if (claim) claim.click();
  }));

  // Escape leaves a field, so that the keys of the page answer again.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || event.defaultPrevented) return;
    if (event.target.matches("input, textarea, select")) event.target.blur();
  });
  // <form data-enter>: Enter goes on to the next field and sends the form from the last; Ctrl+Enter
  // sends it from anywhere.
  const fields = (form) => Array.from(form.elements).filter((one) => one.matches("input, select, textarea")
    && !one.disabled && one.type !== "hidden" && one.offsetParent !== null
    && (one.type !== "radio" || one.checked || !form.querySelector(`[name="${CSS.escape(one.name)}"]:checked`)));
  document.addEventListener("keydown", (event) => {
    const form = event.target.form;
    if (event.key !== "Enter" || event.isComposing || !form || !form.matches("[data-enter]")) return;
    if (event.target.matches("button") || (event.target.matches("textarea") && !event.ctrlKey)) return;
    event.preventDefault();
    const send = form.querySelector("button:not([type=button])");
    const open = fields(form);
    const name = event.target.name;
    const at = open.indexOf(event.target);
    const next = event.ctrlKey ? null : open.slice(at + 1).find((one) => one.name !== name);
    if (next) { next.focus(); if (next.select && next.type !== "date") next.select(); } else if (send) send.click();
  });

  // A document reader behind a small program on this machine: ask it each second while the field is
  // empty; what it hands over goes the same way as a line that a reader types.
  all("[data-bridge]").forEach((field) => {
    const says = document.querySelector("[data-bridge-says]");
    const ask = async () => {
      if (document.hidden || field.value) { setTimeout(ask, 1000); return; }
      try {
        const answer = await fetch(`${field.dataset.bridge}/card`, { cache: "no-store", credentials: "omit" });
        if (says) says.textContent = "";
        if (answer.status === 200) {
          field.value = (await answer.text()).trim();
          if (says) says.textContent = says.dataset.found;
          const send = field.form.querySelector("button:not([type=button])");
          if (send) { send.click(); return; }
        }
      } catch { if (says) says.textContent = says.dataset.gone; }
      setTimeout(ask, 1000);
    };
    ask();
  });

  // Scans dropped on a material, or pasted while it has the focus, are handed in.
  all("[data-scans]").forEach((place) => {
    const input = place.querySelector("input[type=file]");
    const hand = (files) => {
      if (!input || !files.length) return;
      input.files = files;
      input.form.requestSubmit();
    };
    place.addEventListener("dragover", (event) => event.preventDefault());
    place.addEventListener("drop", (event) => { event.preventDefault(); hand(event.dataTransfer.files); });
    place.addEventListener("paste", (event) => { if (event.clipboardData.files.length) { event.preventDefault(); hand(event.clipboardData.files); } });
  });

  // <form data-note="address">: what is typed is kept at the server and found again, in any browser.
  const worth = (field) => field.name && !["password", "file", "hidden", "submit", "button"].includes(field.type)
    && !field.hasAttribute("data-never-keep");
  const tell = (form, words, tone = "") => {
    let place = form.querySelector("[data-note-says]");
    if (!place) {
      place = document.createElement("p");
      place.dataset.noteSays = "yes";
      place.className = "note-says quiet";
      place.setAttribute("role", "status");
      form.append(place);
    }
    place.classList.toggle("note-warns", tone === "warn");
    place.textContent = words;
  };
  all("form[data-note], form[data-note-of]").forEach((form) => {
    // A step's form is named by what it keeps in the tab: <kind>-<number>-<version>.
    const number = form.dataset.noteOf;
    if (number) form.dataset.note = `/desk/notes/${number}/${form.dataset.keep.split(`-${number}`)[0]}/`;
    let turn = 0, timer = 0, halted = false;
    const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value;
    const keep = async () => {
      timer = 0;
      if (halted) return;
      const body = new FormData();
      Array.from(form.elements).filter(worth).forEach((field) => {
        if (["checkbox", "radio"].includes(field.type) ? field.checked : true) body.append(field.name, field.value);
      });
      body.set("_turn", turn);
      body.set("csrfmiddlewaretoken", token());
      try {
        const answer = await fetch(form.dataset.note, { method: "POST", body, redirect: "error", keepalive: true });
        const told = await answer.json();
        if (answer.ok) { turn = told.turn; tell(form, [told.saved, told.others].filter(Boolean).join("　")); return; }
        if (answer.status === 409) halted = true;
        tell(form, told.says || "", "warn");
      } catch { timer = setTimeout(keep, 5000); }
    };
    const later = (event) => { if (event.target.form === form && worth(event.target) && !timer) timer = setTimeout(keep, 1200); };
    document.addEventListener("input", later);
    document.addEventListener("change", later);
    window.addEventListener("pagehide", () => { if (timer) { clearTimeout(timer); keep(); } });
    fetch(form.dataset.note, { cache: "no-store", redirect: "error" }).then((answer) => answer.json()).then((told) => {
      turn = told.turn;
      let changed = false;
      Array.from(form.elements).filter(worth).forEach((field) => {
        if (!(field.name in told.words) || ["checkbox", "radio"].includes(field.type)) return;
        if (field.value !== (field.defaultValue ?? "") || field.value === told.words[field.name]) return;
        field.value = told.words[field.name];
        changed = true;
      });
      Array.from(form.elements).filter((field) => worth(field) && ["checkbox", "radio"].includes(field.type)).forEach((field) => {
        if (told.words[field.name] === field.value && !field.checked) { field.checked = true; changed = true; }
      });
      const words = [changed ? told.restored : "", told.others].filter(Boolean).join("　");
      if (words) tell(form, words);
    }).catch(() => {});
  });

  all("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));
  if (document.querySelector("[data-print-now]")) window.addEventListener("load", () => setTimeout(() => window.print(), 100));
})();
