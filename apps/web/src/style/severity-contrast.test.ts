/// <reference types="node" />
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

/** Severities are readable on their background, and stay distinct for eyes that lack one kind of cone. */

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');
const NAMES = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'];
type Colour = [number, number, number];

/** [light, dark] of a variable, channels 0 to 1. */
function colourOf(variable: string): [Colour, Colour] {
  const match = new RegExp(`--${variable}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css);
  if (match === null) throw new Error(`tokens.css has no --${variable}`);
  const read = (hex = '') => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255) as Colour;
  return [read(match[1]), read(match[2])];
}

const linear = (channel: number) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);

function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map(linear) as Colour;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Colour, other: Colour): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

/** Machado, Oliveira and Fernandes 2009, severity 1.0. */
const VISIONS: Record<string, number[][]> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** OKLab of a colour as a person sees it. */
function seen(colour: Colour, matrix: number[][]): Colour {
  const light = colour.map(linear);
  const [r = 0, g = 0, b = 0] = matrix.map((row) =>
    Math.max(
      0,
      Math.min(
        1,
        row.reduce((sum, factor, channel) => sum + factor * (light[channel] ?? 0), 0),
      ),
    ),
  );
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

describe.each(['light', 'dark'])('%s', (scheme) => {
  const side = scheme === 'light' ? 0 : 1;

  test.each([...NAMES, 'text', 'dim'])('--%s has a contrast of 4.5 on every ground it stands on', (name) => {
    for (const ground of ['ground', 'raised', 'pressed']) {
      expect(contrast(colourOf(name)[side], colourOf(ground)[side]), ground).toBeGreaterThanOrEqual(4.5);
    }
  });

  test.each(Object.keys(VISIONS))('bars of neighbouring severities differ for %s', (vision) => {
    const bars = NAMES.map((name) => seen(colourOf(`${name}-bar`)[side], VISIONS[vision] ?? []));
    for (const [index, bar] of bars.slice(1).entries()) {
      const before = bars[index] ?? [0, 0, 0];
      const distance = Math.hypot(...bar.map((value, axis) => value - (before[axis] ?? 0)));
      expect(distance, `${NAMES[index]} and ${NAMES[index + 1]}`).toBeGreaterThan(0.05);
    }
  });
});
