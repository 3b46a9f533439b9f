/*
 * Runs in the page, not in Node: `page.evaluate` of this text defines `layoutFaults`. JavaScript, because the types of a
 * browser are not those of the tests. Every function answers sentences, none of them when nothing is wrong.
 */
globalThis.layoutFaults = (() => {
  /** WCAG 2.5.8. */
  const TARGET_PX = 24;
  /**
   * Two boxes may overlap by this much without a visible effect: rounding, and the room that a font keeps above its
   * letters.
   */
  const SLACK_PX = 3;
  const TARGETS =
    'a[href], button, input, select, summary, textarea, [role=button], [role=option], [role=tab], [role=switch]';

  const nameOf = (element) => {
    const text = (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40);
    const classes = typeof element.className === 'string' ? element.className.trim().replace(/\s+/g, '.') : '';
    return `${element.localName}${classes && `.${classes}`} "${text}"`;
  };

  /** Part of a rectangle that the boxes around it leave visible; undefined for none. */
  const clip = (rect, element) => {
    let { left, top, right, bottom } = rect;
    const position = (each) => getComputedStyle(each).position;
    let isFixed = false;
    for (let box = element; box !== null && !isFixed; box = box.parentElement) {
      const { overflowX, overflowY, clipPath } = getComputedStyle(box);
      if (clipPath !== 'none') return undefined;
      if (overflowX !== 'visible' || overflowY !== 'visible') {
        const edge = box.getBoundingClientRect();
        if (overflowX !== 'visible') [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
        if (overflowY !== 'visible') [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
      }
      isFixed = position(box) === 'fixed' || box.localName === 'dialog';
    }
    return right - left < 1 || bottom - top < 1 ? undefined : { left, top, right, bottom };
  };

  const isVisible = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });

  /** The part of the page that a person can use now: the open dialog or panel, otherwise the whole page. */
  const layer = () =>
    document.querySelector('dialog[open]') ?? document.querySelector('.popover-panel, .choices') ?? document.body;

  /** Lines of text in sight: the element that has the text, and the rectangle. */
  const linesOf = (root) => {
    const lines = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      if (node.data.trim() === '' || !isVisible(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const rect of range.getClientRects()) {
        const seen = clip(rect, element);
        if (seen !== undefined) lines.push({ element, text: node.data.trim().slice(0, 40), whole: rect, ...seen });
      }
    }
    return lines;
  };

  /** Two texts that lie over each other. */
  const overlaps = () => {
    const faults = new Set();
    const root = layer();
    // A panel covers the page behind it: only its own texts are compared.
    const lines = linesOf(root);
    for (const [index, a] of lines.entries()) {
      for (const b of lines.slice(index + 1)) {
        if (a.element === b.element) continue;
        const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (width > SLACK_PX && height > SLACK_PX) faults.add(`"${a.text}" lies over "${b.text}"`);
      }
    }
    return [...faults];
  };

  /** Text that something else covers. */
  const covered = () => {
    const faults = new Set();
    for (const { element, text, left, top, right, bottom } of linesOf(layer())) {
      const [x, y] = [(left + right) / 2, (top + bottom) / 2];
      const found = document.elementFromPoint(x, y);
      if (found === null || x < 0 || y < 0 || x > innerWidth || y > innerHeight) continue;
      const isRelated = found.contains(element) || element.contains(found) || found.closest('label')?.contains(element);
      if (!isRelated) faults.add(`"${text}" is behind ${nameOf(found)}`);
    }
    return [...faults];
  };

  /** Text whose end is cut off without a sign, or where nothing shows the rest. */
  const cut = () => {
    const faults = new Set();
    for (const { element, text, whole, left, right, top, bottom } of linesOf(layer())) {
      const isCut = whole.right - right > SLACK_PX || left - whole.left > SLACK_PX;
      const isCutBelow = whole.bottom - bottom > SLACK_PX + 2 || top - whole.top > SLACK_PX + 2;
      if (!isCut && !isCutBelow) continue;
      // A scrolling box can bring its content into sight.
      const dotted = endsInDots(element);
      if (isCutBelow && !scrollsOver(element)) faults.add(`"${text}" is cut above or below`);
      if (!isCut || (dotted === undefined && scrollsOver(element))) continue;
      if (dotted === undefined) faults.add(`"${text}" is cut without a sign`);
      else if (element.closest('[title], [aria-expanded], a[href], button, .choice') === null) {
        faults.add(`"${text}" is cut and nothing shows the rest`);
      }
    }
    return [...faults];
  };
  const boxesAround = function* (element) {
    for (let box = element; box !== null; box = box.parentElement) yield box;
  };
  const scrollsOver = (element) =>
    boxesAround(element).some((box) => /auto|scroll/.test(getComputedStyle(box).overflow));
  const endsInDots = (element) => boxesAround(element).find((box) => getComputedStyle(box).textOverflow === 'ellipsis');

  /** Elements that a person presses; a label belongs to its check box. */
  const targetBox = (element) => {
    const box = element.labels?.[0]?.contains(element) ? element.labels[0] : element;
    return box.getBoundingClientRect();
  };
  /** A link within a sentence is as high as its line. */
  const isInSentence = (element) =>
    element.localName === 'a' &&
    getComputedStyle(element).display === 'inline' &&
    [...element.parentElement.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== '');

  /** Targets that a finger misses. */
  const smallTargets = () => {
    const faults = new Set();
    for (const element of layer().querySelectorAll(TARGETS)) {
      if (!isVisible(element) || clip(element.getBoundingClientRect(), element) === undefined) continue;
      const { width, height } = targetBox(element);
      if (width >= TARGET_PX - 0.01 && height >= TARGET_PX - 0.01) continue;
      if (!isInSentence(element)) faults.add(`${nameOf(element)} is ${width.toFixed(0)} x ${height.toFixed(0)} px`);
    }
    return [...faults];
  };

  /** How far the page can be scrolled sideways. */
  const sideways = () => {
    const px = document.documentElement.scrollWidth - innerWidth;
    return px > 0 ? [`the page scrolls ${px} px sideways, because of ${widest()}`] : [];
  };
  const widest = () => {
    const all = [...document.body.querySelectorAll('*')].filter((each) => clip(each.getBoundingClientRect(), each));
    const found = all.find((each) => each.getBoundingClientRect().right > innerWidth + 1);
    return found === undefined ? 'nothing that is seen' : nameOf(found);
  };

  /** Checks that an open panel leaves the navigation free, and that each of its controls can be brought into sight. */
  const panel = () => {
    const open = document.querySelector('.popover-panel, .choices');
    if (open === null) return [];
    const faults = [];
    const box = open.getBoundingClientRect();
    if (box.left < 0 || box.right > innerWidth) faults.push('the panel is wider than the screen');
    if (box.height > innerHeight) faults.push('the panel is higher than the screen');
    for (const link of document.querySelectorAll('header nav a')) {
      const rect = link.getBoundingClientRect();
      const width = Math.min(box.right, rect.right) - Math.max(box.left, rect.left);
      const height = Math.min(box.bottom, rect.bottom) - Math.max(box.top, rect.top);
      if (width > 1 && height > 1) faults.push(`the panel lies over ${nameOf(link)}`);
    }
    for (const control of open.querySelectorAll(TARGETS)) {
      control.scrollIntoView({ block: 'nearest' });
      const { left, right, top, bottom } = control.getBoundingClientRect();
      const isInSight =
        left >= -1 && right <= innerWidth + 1 && top >= -1 && Math.min(bottom, top + TARGET_PX) <= innerHeight + 1;
      if (!isInSight) faults.push(`${nameOf(control)} cannot be brought into sight`);
    }
    return faults;
  };

  /** Checks that the focus is visible and nothing covers it. */
  const focus = () => {
    const element = document.activeElement;
    if (element === null || element === document.body) return [];
    const rect = element.getBoundingClientRect();
    const seen = clip(rect, element);
    if (seen === undefined) return [`${nameOf(element)} has the focus and is out of sight`];
    const [left, right] = [Math.max(0, seen.left), Math.min(innerWidth, seen.right)];
    const [top, bottom] = [Math.max(0, seen.top), Math.min(innerHeight, seen.bottom)];
    if (right <= left || bottom <= top) return [`${nameOf(element)} has the focus and is out of sight`];
    const found = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    const isFree =
      found !== null && (element.contains(found) || found.contains(element) || element.labels?.[0]?.contains(found));
    const faults = isFree ? [] : [`${nameOf(element)} has the focus behind ${found && nameOf(found)}`];
    const hasOutline = [...boxesAround(element)]
      .map((box) => getComputedStyle(box))
      .some(({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && outlineWidth !== '0px');
    return hasOutline ? faults : [...faults, `${nameOf(element)} has the focus and nothing shows it`];
  };

  return { overlaps, covered, cut, smallTargets, sideways, panel, focus };
})();
