/** French writes a thin space before a unit, which most typefaces make too thin to see; a whole one that does not break is right as well. */
export const unitSpace = (text: string): string => text.replace(/\u202f(?=[^\d])/g, '\u00a0')
