// Verdicts arrive as the very fragments that the page is made of, rendered and escaped by the server. Each element of a
// fragment replaces the one with its id, or joins the list that it names; a repeated fragment therefore changes nothing.
const live = document.querySelector("[data-live]");
const events = new EventSource(live.dataset.live);

function place(fresh) {
  const old = document.getElementById(fresh.id);
  if (!old) {
    fresh.classList.add("fresh");
    document.getElementById(fresh.dataset.into).append(fresh);
  } else if (!fresh.dataset.into && !old.isEqualNode(fresh)) {
    // The element itself stays, because a screen reader listens to it.
    old.className = fresh.className;
    old.replaceChildren(...fresh.childNodes);
  }
}

events.addEventListener("fragments", (event) => {
  const template = document.createElement("template");
  template.innerHTML = event.data;
  for (const fresh of [...template.content.children]) place(fresh);
});
// The checks of an earlier attempt were taken back: start from what the server knows.
events.addEventListener("reload", () => location.reload());
events.addEventListener("final", () => {
  events.close();
  // As the page would be opened now: an exercise that holds is one line, unless somebody is in the middle of it.
  for (const card of document.querySelectorAll(".exercise")) {
    const left = card.querySelector(".check:not(.good, .aside), .rubric");
    const holds = card.querySelector(".exercise-head.good") && !left;
    if (holds && !card.contains(document.activeElement)) card.open = false;
  }
  // What staff read and do about the grading is no fragment; whoever is writing there is not interrupted.
  const staff = document.querySelector(".staff-facts");
  if (staff && !staff.contains(document.activeElement)) location.reload();
});
