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
  // x ticks the row that has the focus.
  all("[data-tick]").forEach((button) => button.addEventListener("click", () => {
    const row = document.activeElement && document.activeElement.closest("tr");
    const tick = row && row.querySelector("input[type=checkbox]");
    if (tick) tick.checked = !tick.checked;
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

  // What a reader types takes the place of what it typed before.
  document.addEventListener("focusin", ({ target }) => { if (target.matches("[data-reader]")) target.select(); });

  // Scans dropped on a material, or pasted while it has the focus, are handed in.  One that misses
  // its place must not take the page away.
  const places = all("[data-scans]");
  if (places.length) ["dragover", "drop"].forEach((kind) => document.addEventListener(kind, (event) => event.preventDefault()));
  places.forEach((place) => {
    const input = place.querySelector("input[type=file]");
    const hand = (files) => {
      if (!input || !files.length) return;
      input.files = files;
      input.form.requestSubmit();
    };
    const over = (on) => place.classList.toggle("scan-over", on && Boolean(input));
    place.addEventListener("dragover", () => over(true));
    ["dragleave", "drop"].forEach((kind) => place.addEventListener(kind, () => over(false)));
    place.addEventListener("drop", (event) => hand(event.dataTransfer.files));
    place.addEventListener("paste", (event) => { if (event.clipboardData.files.length) { event.preventDefault(); hand(event.clipboardData.files); } });
  });

  // Whoever signed in again in another tab goes on typing here: the token of the browser counts.
  const renewed = (form) => {
    const token = form.querySelector("[name=csrfmiddlewaretoken]");
    const now = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    if (token && now) token.value = now[1];
    return token ? token.value : "";
  };
  document.addEventListener("submit", (event) => renewed(event.target), true);

  // <form data-note="address">: what is typed is kept at the server and found again, in any browser.
  const ticks = (field) => ["checkbox", "radio"].includes(field.type);
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
  const recall = (form, words) => {
    let changed = false;
    const fields = Array.from(form.elements).filter(worth);
    if (!Object.keys(words).length) return false;
    fields.filter((field) => field.name in words && !ticks(field)).forEach((field) => {
      if (field.value !== (field.defaultValue ?? "") || field.value === words[field.name]) return;
      field.value = words[field.name];
      changed = true;
    });
    fields.filter(ticks).forEach((field) => {
      const named = (words[field.name] ?? "").split("\n").includes(field.value);
      if (field.checked !== field.defaultChecked || field.checked === named || (field.type === "radio" && !named)) return;
      field.checked = named;
      changed = true;
    });
    return changed;
  };
  all("form[data-note], form[data-note-of]").forEach((form) => {
    // A step's form is named by what it keeps in the tab: <kind>-<number>-<version>.
    const number = form.dataset.noteOf;
    if (number) form.dataset.note = `/desk/notes/${number}/${form.dataset.keep.split(`-${number}`)[0]}/`;
    const lost = document.querySelector("[data-note-lost]")?.dataset.noteLost ?? "";
    let turn = 0, timer = 0, halted = false, asking = null;
    const typed = () => {
      const body = new FormData();
      Array.from(form.elements).filter(worth).forEach((field) => {
        if (ticks(field) ? field.checked : true) body.append(field.name, field.value);
      });
      body.set("_turn", turn);
      body.set("csrfmiddlewaretoken", renewed(form));
      return body;
    };
    const keep = async (keepalive = false) => {
      timer = 0;
      if (halted) return;
      asking = new AbortController();
      try {
        const answer = await fetch(form.dataset.note, { method: "POST", body: typed(), redirect: "error", keepalive, signal: asking.signal });
        const told = await answer.json();
        if (answer.ok) { turn = told.turn; tell(form, [told.saved, told.others].filter(Boolean).join("　")); return; }
        if (answer.status === 409) halted = true;
        tell(form, told.says || lost, "warn");
      } catch {
        if (halted) return;
        tell(form, lost, "warn");
        if (!timer) timer = setTimeout(keep, 5000);
      }
    };
    const later = (event) => { if (event.target.form === form && worth(event.target) && !timer) timer = setTimeout(keep, 1200); };
    document.addEventListener("input", later);
    document.addEventListener("change", later);
    // What is sent is not kept once more behind its own back.
    form.addEventListener("submit", () => { halted = true; clearTimeout(timer); timer = 0; if (asking) asking.abort(); });
    window.addEventListener("pageshow", (event) => { if (event.persisted) halted = false; });
    window.addEventListener("pagehide", () => { if (timer) { clearTimeout(timer); keep(true); } });
    fetch(form.dataset.note, { cache: "no-store", redirect: "error" }).then((answer) => answer.json()).then((told) => {
      turn = told.turn;
      const words = [recall(form, told.words) ? told.restored : "", told.others].filter(Boolean).join("　");
      if (words) tell(form, words);
    }).catch(() => {});
  });

  // The roll is cut where the slip ends: the page is as long as what is on it.
  const slip = document.querySelector(".slip[data-print-now]");
  const cut = () => {
    const sheet = Array.from(document.styleSheets).find((one) => (one.href || "").includes("slip"));
    const long = Math.ceil(slip.getBoundingClientRect().height * 25.4 / 96) + 8;
    if (sheet) sheet.insertRule(`@page { size: 80mm ${Math.max(long, 40)}mm; margin: 3mm; }`, sheet.cssRules.length);
  };
  if (slip) window.addEventListener("load", cut);
  all("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));
  if (document.querySelector("[data-print-now]")) window.addEventListener("load", () => setTimeout(() => window.print(), 100));
})();
