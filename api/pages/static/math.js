// Statement math arrives as TeX text, readable without JavaScript. KaTeX builds nodes and sets their styles through the
// DOM, which the content security policy allows; a string of HTML with style attributes would be refused.
for (const element of document.querySelectorAll(".math")) {
  katex.render(element.textContent, element, { displayMode: element.tagName === "DIV", throwOnError: false });
  // A line must not begin with the comma that follows a formula: a word joiner holds the two together.
  const after = element.nextSibling;
  if (after?.nodeType === Node.TEXT_NODE && /^[,.;:!?)]/.test(after.data)) after.data = `\u2060${after.data}`;
}
