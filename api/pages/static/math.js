// Statement math arrives as TeX text, readable without JavaScript. KaTeX builds nodes and sets their styles through the
// DOM, which the content security policy allows; a string of HTML with style attributes would be refused.
for (const element of document.querySelectorAll(".math")) {
  katex.render(element.textContent, element, { displayMode: element.tagName === "DIV", throwOnError: false });
  // A line must not begin with the comma that follows a formula, so the comma joins the formula's last unbreakable part.
  const after = element.nextSibling;
  const mark = after?.nodeType === Node.TEXT_NODE && /^[,.;:!?)]+/.exec(after.data);
  const last = [...element.querySelectorAll(".base")].at(-1);
  if (mark && last) {
    after.deleteData(0, mark[0].length);
    last.append(mark[0]);
  }
}
