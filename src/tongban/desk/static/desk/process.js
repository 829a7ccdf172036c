// Draws a process with bpmn-js and marks on it what the tables beside it say; they stand without it.
(() => {
  "use strict";
  let loading = null;
  const load = (address) => {
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
    return loading;
  };
  const READABLE = 0.75;
  const note = (lines, kind = "") => {
    const tag = document.createElement("div");
    tag.className = `drawing-note ${kind}`;
    lines.forEach((line) => {
      const row = document.createElement("div");
      row.textContent = line;
      tag.append(row);
    });
    return tag;
  };
  const mark = (viewer, scope) => {
    const canvas = viewer.get("canvas");
    const registry = viewer.get("elementRegistry");
    const overlays = viewer.get("overlays");
    const words = new Map();
    scope.querySelectorAll("[data-element]").forEach((row) => {
      const key = row.dataset.element;
      if (!registry.get(key)) return;
      const known = ["now", "done"].some((word) => canvas.hasMarker(key, `is-${word}`));
      canvas.addMarker(key, `is-${row.dataset.mark}`);
      if (row.dataset.note) words.set(key, [...(words.get(key) ?? []), row.dataset.note]);
      else if (row.dataset.mark === "done" && !known)
        overlays.add(key, { position: { top: -10, right: 14 }, scale: false, html: note(["✓"], "is-done") });
    });
    words.forEach((all, key) => {
      const shown = all.length > 3 ? [...all.slice(0, 2), `等 ${all.length} 个部门`] : all;
      overlays.add(key, { position: { bottom: -6, left: 0 }, scale: false, html: note(shown) });
    });
  };
  // What waits now is shown large enough to be read, in the middle; the rest is one move away.
  const focus = (viewer, scope) => {
    const canvas = viewer.get("canvas");
    canvas.zoom("fit-viewport", "auto");
    const { outer, scale } = canvas.viewbox();
    const now = scope.querySelector("[data-element][data-mark='now'], [data-element][data-mark='fault']");
    const shape = now && viewer.get("elementRegistry").get(now.dataset.element);
    if (!shape || !shape.width || scale >= READABLE) return;
    const [width, height] = [outer.width / READABLE, outer.height / READABLE];
    const [x, y] = [shape.x + shape.width / 2 - width / 2, shape.y + shape.height / 2 - height / 2];
    canvas.viewbox({ x, y, width, height });
  };
  const tools = (box, viewer, scope) => {
    const canvas = viewer.get("canvas");
    const bar = document.createElement("div");
    bar.className = "drawing-tools";
    const add = (words, act) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-outline-primary";
      button.textContent = words;
      button.addEventListener("click", act);
      bar.append(button);
    };
    add(box.dataset.larger, () => canvas.zoom(canvas.zoom() * 1.25));
    add(box.dataset.smaller, () => canvas.zoom(canvas.zoom() / 1.25));
    add(box.dataset.whole, () => canvas.zoom("fit-viewport", "auto"));
    if (scope.querySelector("[data-mark='now']")) add(box.dataset.now, () => focus(viewer, scope));
    box.before(bar);
  };
  const draw = async (box) => {
    if (box.dataset.drawn) return;
    box.dataset.drawn = "yes";
    box.hidden = false;
    box.textContent = box.dataset.wait;
    try {
      await load(box.dataset.viewer);
      const answer = await fetch(box.dataset.drawing, { credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      box.textContent = "";
      const viewer = new window.BpmnJS({ container: box });
      await viewer.importXML(await answer.text());
      const scope = box.closest(".pane, main");
      mark(viewer, scope);
      focus(viewer, scope);
      tools(box, viewer, scope);
    } catch {
      box.textContent = box.dataset.failed;
    }
  };
  document.querySelectorAll("[data-drawing]").forEach((box) => {
    const fold = box.closest("[data-draw]");
    if (!fold) draw(box);
    else fold.addEventListener("toggle", () => fold.open && draw(box));
  });
})();
