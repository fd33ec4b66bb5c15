/** How a run of words looks, where that says something: a mark, a script, a language, or that it is not shown. */
import { child, flagOf, valOf, type XmlElement } from '../archive/xml.js'
import { isCodeName } from './style-names.js'

/** What is not said comes from the layer below: style of the paragraph, style of the characters, the run itself. */
export interface RunLook {
  bold?: boolean
  italic?: boolean
  strike?: boolean
  code?: boolean
  hidden?: boolean
  /** `superscript`, `subscript` or `baseline`. */
  script?: string
  font?: string
  languages?: Languages
}

/** A run may have three, each for the letters of its script. */
interface Languages {
  western?: string
  eastAsian?: string
  rightToLeft?: string
}

/** Fonts in which every letter is as wide as the next. */
const MONOSPACED =
  /^(courier|consolas|menlo|monaco|lucida (console|sans typewriter)|andale mono|cascadia|fira (code|mono)|jetbrains mono|source code|inconsolata|sf mono)|\bmono\b/i

export function runLook(properties: XmlElement | undefined, styleName = ''): RunLook {
  if (!properties) return isCodeName(styleName) ? { code: true } : {}
  // Right-to-left and complex scripts have switches of their own.
  const complex = flagOf(properties, 'w:rtl') || flagOf(properties, 'w:cs')
  const fonts = child(properties, 'w:rFonts')?.attributes
  const language = child(properties, 'w:lang')?.attributes
  const font = fonts?.['w:ascii'] ?? fonts?.['w:hAnsi']
  return {
    bold: (complex ? flagOf(properties, 'w:bCs') : undefined) ?? flagOf(properties, 'w:b'),
    italic: (complex ? flagOf(properties, 'w:iCs') : undefined) ?? flagOf(properties, 'w:i'),
    strike: flagOf(properties, 'w:strike') ?? flagOf(properties, 'w:dstrike'),
    code: isCodeName(styleName) || (font !== undefined && MONOSPACED.test(font)) || undefined,
    hidden: flagOf(properties, 'w:vanish'),
    script: valOf(properties, 'w:vertAlign'),
    font,
    languages: language && {
      western: language['w:val'],
      eastAsian: language['w:eastAsia'],
      rightToLeft: language['w:bidi'],
    },
  }
}

/** `over` where it says something, else `under`. */
export function layered(under: RunLook, over: RunLook): RunLook {
  return {
    bold: over.bold ?? under.bold,
    italic: over.italic ?? under.italic,
    strike: over.strike ?? under.strike,
    code: over.code ?? under.code,
    hidden: over.hidden ?? under.hidden,
    script: over.script ?? under.script,
    font: over.font ?? under.font,
    languages:
      over.languages && under.languages
        ? {
            western: over.languages.western ?? under.languages.western,
            eastAsian: over.languages.eastAsian ?? under.languages.eastAsian,
            rightToLeft: over.languages.rightToLeft ?? under.languages.rightToLeft,
          }
        : (over.languages ?? under.languages),
  }
}
