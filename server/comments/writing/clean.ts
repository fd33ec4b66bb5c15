/** Cleans what people paste into a comment, without touching what they mean. Pure. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const CONTROLS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/g
/** Overrides of the writing direction, which can make words read differently from what they are (CVE-2021-42574). */
const OVERRIDES = /[\u202A-\u202E]/g
const INVISIBLE = /[\u00AD\u200B\u2060\uFEFF\uFFFE\uFFFF]/g

/**
 * What Word leaves in a paste. No pattern reads on past the next beginning of its own kind, so that a text full of
 * beginnings without an end takes no longer than any other.
 */
const WORD_REMAINS: readonly RegExp[] = [
  /<!--\s*(?:\[if|\/\*|(?:Start|End)Fragment)(?:(?!<!--)[\s\S])*?-->|<!\[(?:if|endif)[^<>]*>/g,
  /\/\*\s*Style Definitions\s*\*\/(?:[^{}/]*\{[^{}]*mso-[^{}]*\})+/g,
  /<\/?(?:o|w|m|v|st1):[^<>]*>/gi,
  // The list of settings in front: “Normal 0 21 false false false EN-GB X-NONE …”.
  /^\s*Normal\s+0(?:\s+\d+)?(?:\s+(?:false|true))+(?:\s+(?:[A-Z]{2}(?:-[A-Z]{2})?|X-NONE))*(?:\s+MicrosoftInternetExplorer\d+)?\s*/,
]

/**
 * Text as it is kept: NFC, paragraphs apart by one empty line, without Word's remains, control characters, direction
 * overrides, invisible characters and broken surrogates. Joiners of Persian, Indic scripts and emoji stay.
 */
export function cleanText(pasted: string): string {
  const text = wellFormed(pasted).replace(/\r\n?|\u2028|\u2029/g, '\n')
  return WORD_REMAINS.reduce((rest, remains) => rest.replace(remains, ''), text)
    .replace(CONTROLS, '')
    .replace(OVERRIDES, '')
    .replace(INVISIBLE, '')
    .normalize('NFC')
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

/** The same for a field of one line: a name, an organisation. */
export function cleanLine(pasted: string): string {
  return cleanText(pasted).replace(/\s+/g, ' ')
}

/** Half a character, which no UTF-8 can hold, becomes U+FFFD. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD')
}
