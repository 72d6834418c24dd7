// Fetches the check (verify.js) once somebody asks for it, so that the page itself stays light.
"use strict";
(() => {
  const block = document.getElementById("verify-data");
  // A page saved after a check has the check in it already.
  if (!block || document.querySelector("script[data-verifier]")) return;
  const data = JSON.parse(block.textContent);
  const failed = document.querySelector("[data-verify-failed]");
  const start = document.querySelector("[data-verify-start]");

  function bring() {
    if (document.querySelector("script[data-verifier]")) return;
    failed.hidden = true;
    const script = document.createElement("script");
    script.defer = true; // for a saved page, where it stands before what it needs
    script.dataset.verifier = "";
    // Saved before any check, the page asks its site for it.
    script.setAttribute("src", location.protocol === "file:" ? data.site + data.script : data.script);
    script.addEventListener("error", () => {
      script.remove();
      failed.hidden = false;
      if (start) start.disabled = false;
    });
    document.head.append(script);
  }

  if (start) {
    start.hidden = start.disabled = false;
    start.addEventListener("click", () => {
      if (document.querySelector("script[data-verifier]")) return;
      start.dataset.asked = "1";
      start.disabled = true;
      bring();
    });
  }
  document.querySelectorAll("[data-verify-receipt] input[type=file]").forEach((input) => {
    input.addEventListener("change", bring);
    if (input.files.length) bring(); // kept by the browser when one comes back
  });
})();
