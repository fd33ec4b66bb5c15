/** Cleans what people paste into a comment, without touching what they mean. Pure. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const CONTROLS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/g
/** Overrides of the writing direction, which can make words read differently from what they are (CVE-2021-42574). */
const OVERRIDES = /[\u202A-\u202E]/g
const INVISIBLE = /[\u00AD\u200B\u2060\uFEFF\uFFFE\uFFFF]/g
/** The list of settings that Word leaves in front of pasted text: “Normal 0 21 false false false EN-GB X-NONE …”. */
const WORD_SETTINGS = /^\s*Normal\s+0(?:\s+\d+)?(?:\s+(?:false|true))+(?:\s+(?:[A-Z]{2}(?:-[A-Z]{2})?|X-NONE))*(?:\s+MicrosoftInternetExplorer\d+)?\s*/
const HTML_COMMENT = /<!--[\s\S]*?-->|<!\[if[^>]*>|<!\[endif\]>/g
const WORD_STYLES = /\/\*\s*Style Definitions\s*\*\/[\s\S]*?\}\s*(?=\n|$)/g
const WORD_TAGS = /<\/?(?:o|w|m|v|st1):[^>]*>/gi

/**
 * Text as it is kept: NFC, paragraphs apart by one empty line, without Word's remains, control characters, direction
 * overrides, invisible characters and broken surrogates. Joiners of Persian, Indic scripts and emoji stay.
 */
export function cleanText(pasted: string): string {
  return wellFormed(pasted)
    .replace(/\r\n?|\u2028|\u2029/g, '\n')
    .replace(HTML_COMMENT, '')
    .replace(WORD_STYLES, '')
    .replace(WORD_TAGS, '')
    .replace(WORD_SETTINGS, '')
    .replace(CONTROLS, '')
    .replace(OVERRIDES, '')
    .replace(INVISIBLE, '')
    .normalize('NFC')
    .replace(/[^\S\n]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

/** The same for a field of one line: a name, an organisation. */
export function cleanLine(pasted: string): string {
  return cleanText(pasted).replace(/\s+/g, ' ')
}

/** PostgreSQL takes no lone surrogates. */
function wellFormed(text: string): string {
  return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD')
}
