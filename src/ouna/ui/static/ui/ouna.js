// Comfort for the desks and for copy buttons. Every page works without it; it opens no connection.
"use strict";
(() => {
  const on = (type, act) => document.addEventListener(type, act);
  const near = (event, what) => (event.target instanceof Element ? event.target.closest(what) : null);
  const typing = (el) => el.closest("input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable]");

  // Buttons that only a script can serve stay hidden without one.
  const ready = (root) => {
    root.querySelectorAll("[data-copy][hidden]").forEach((b) => { b.hidden = false; });
  };

  // Copy: the button itself says so, and a screen reader hears it because the button has the focus.
  on("click", async (event) => {
    const button = near(event, "[data-copy]");
    if (!button || button.dataset.busy) return;
    const said = [...button.childNodes];
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      return; // not allowed here: the text still stands beside the button
    }
    button.dataset.busy = "1";
    button.replaceChildren(button.dataset.copied);
    setTimeout(() => { button.replaceChildren(...said); delete button.dataset.busy; }, 2000);
  });

  // Keys work only while the focus is inside their form (WCAG 2.1.4), never while one types.
  on("keydown", (event) => {
    if (event.key === "Escape") document.querySelectorAll(".menu[open]").forEach((m) => {
      m.open = false;
      m.querySelector("summary").focus();
    });
    const form = near(event, "[data-keys]");
    if (!form || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "Enter" && event.target !== form) return; // a focused button answers for itself
    const button = [...form.querySelectorAll("[data-key]")]
      .find((b) => b.dataset.key.toLowerCase() === event.key.toLowerCase() && !b.disabled);
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  // A menu closes when one clicks elsewhere.
  on("click", (event) => {
    document.querySelectorAll(".menu[open]").forEach((m) => { if (!m.contains(event.target)) m.open = false; });
  });

  // Files: dropped ones go into the file field, so that the form sends them like chosen ones.
  const list = (zone) => {
    const names = [...zone.querySelector("input[type=file]").files].map((f) => f.name);
    zone.querySelector("[data-files]").textContent = names.join(", ");
  };
  for (const type of ["dragenter", "dragover", "dragleave", "drop"]) on(type, (event) => {
    const zone = near(event, "[data-drop]");
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle("over", type === "dragenter" || type === "dragover");
    if (type !== "drop" || !event.dataTransfer.files.length) return;
    const input = zone.querySelector("input[type=file]");
    const files = new DataTransfer();
    [...event.dataTransfer.files].slice(0, input.multiple ? undefined : 1).forEach((f) => files.items.add(f));
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  on("change", (event) => { const zone = near(event, "[data-drop]"); if (zone) list(zone); });

  // A form is sent once: its button says that it is busy.
  on("submit", (event) => {
    const button = event.submitter;
    if (button && !event.defaultPrevented) button.setAttribute("aria-busy", "true");
  });
  const idle = () => document.querySelectorAll("form [aria-busy]").forEach((b) => b.removeAttribute("aria-busy"));
  addEventListener("pageshow", idle); // also when one comes back to a page that was kept
  on("htmx:afterRequest", idle);

  ready(document);
  // When a decided proposal is swapped away, the focus goes to the next one instead of getting lost.
  on("htmx:afterSettle", (event) => {
    ready(event.target);
    const next = document.querySelector("[data-keys].current");
    if (next && document.activeElement === document.body) next.focus();
  });
})();
