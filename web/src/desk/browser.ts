// A browser's own description, as people call it.

const names: [RegExp, string][] = [[/Edg\//, 'Edge'], [/OPR\//, 'Opera'], [/Firefox\//, 'Firefox'], [/(Headless)?Chrome\//, 'Chrome'], [/Safari\//, 'Safari']]
const systems: [RegExp, string][] = [[/Windows/, 'Windows'], [/Android/, '安卓'], [/iPhone|iPad/, 'iOS'], [/Mac OS X/, 'macOS'], [/Linux/, 'Linux']]

/** `Chrome · Windows`; empty where it says neither. */
export function browserOf(agent: string): string {
  const found = (all: [RegExp, string][]) => all.find(([pattern]) => pattern.test(agent))?.[1]
  return [found(names), found(systems)].filter(Boolean).join(' · ')
}
