// Choosing another account shows its currency and its usual sums. Without this the page works: the sum is
// always meant in the currency of the chosen account, and the next page shows it before anything is paid.
"use strict";
(() => {
  const select = document.getElementById("give_account");
  const radios = [...document.querySelectorAll("input[name=preset]")];
  const amount = document.getElementById("give_amount");
  const unit = amount && amount.parentElement.querySelector("span");
  if (!select || !unit) return;
  const group = new Intl.NumberFormat("en");
  const show = () => {
    const chosen = select.selectedOptions[0];
    if (!chosen || !chosen.dataset.currency) return;
    unit.textContent = chosen.dataset.currency;
    const sums = chosen.dataset.presets.split(" ");
    radios.forEach((radio, i) => {
      if (sums[i] === undefined) return;
      radio.value = sums[i];
      radio.parentElement.querySelector("span").textContent = group.format(Number(sums[i]));
    });
  };
  select.addEventListener("change", show);
  // A typed sum and a ticked one exclude each other, so that nobody wonders which one counts.
  amount.addEventListener("input", () => { if (amount.value.trim()) radios.forEach((r) => { r.checked = false; }); });
  radios.forEach((r) => r.addEventListener("change", () => { if (r.checked) amount.value = ""; }));
})();
