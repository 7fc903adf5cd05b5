// The form works without this file. With it a file may be dropped anywhere on the page, and a file that the server
// would refuse is named at once, before anything is sent.
const form = document.querySelector("[data-upload]");
const input = form.querySelector("input[type=file]");
const drop = form.querySelector(".drop");
const button = form.querySelector("button");
const chosen = document.createElement("p");
chosen.className = "chosen";
chosen.setAttribute("role", "status");
drop.append(chosen);

function describe() {
  const file = input.files[0];
  const tooLarge = file && file.size > Number(form.dataset.limit);
  chosen.classList.toggle("invite", !file);
  input.setCustomValidity(tooLarge ? "This file is too large." : "");
  if (!file) chosen.textContent = "Or drop it anywhere on this page.";
  else if (tooLarge) chosen.textContent = `${file.name} is larger than ${form.dataset.limit / 2 ** 20} MiB. Choose a smaller file.`;
  else chosen.textContent = `${file.name}, ${Math.max(1, Math.round(file.size / 1024))} KiB`;
}

let depth = 0; // dragenter and dragleave fire for every element that the pointer crosses
addEventListener("dragenter", () => { depth += 1; drop.classList.add("over"); });
addEventListener("dragleave", () => { depth -= 1; if (!depth) drop.classList.remove("over"); });
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  depth = 0;
  drop.classList.remove("over");
  if (event.dataTransfer.files.length) {
    input.files = event.dataTransfer.files;
    describe();
    button.focus();
  }
});
input.addEventListener("change", describe);
form.addEventListener("submit", () => { button.disabled = true; button.textContent = "Sending…"; });
addEventListener("pageshow", (event) => { if (event.persisted) { button.disabled = false; button.textContent = "Grade it"; } });
describe();
