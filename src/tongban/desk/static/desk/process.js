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
  const note = (words) => {
    const tag = document.createElement("div");
    tag.className = "drawing-note";
    tag.textContent = words;
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
      canvas.addMarker(key, `is-${row.dataset.mark}`);
      if (row.dataset.note) words.set(key, [...(words.get(key) ?? []), row.dataset.note]);
    });
    words.forEach((all, key) => {
      const shown = all.length > 2 ? `${all[0]} 等 ${all.length} 个部门` : all.join("、");
      overlays.add(key, { position: { bottom: -6, left: 0 }, html: note(shown) });
    });
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
      viewer.get("canvas").zoom("fit-viewport", "auto");
      mark(viewer, box.closest(".pane, main"));
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
