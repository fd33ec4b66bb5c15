/**
 * Text → tree of HTML, within limits. A parser of HTML repairs what it reads, and there are texts that it repairs into
 * trees a thousand times their size, or searches its stack of open elements for each tag: depth and number are checked
 * while it builds.
 */
import { type DefaultTreeAdapterMap, defaultTreeAdapter, parse, parseFragment, type TreeAdapter } from 'parse5'
import { DraftError } from '../../block.js'
import type { Parent } from './tree.js'

/** Elements in elements. Programs wrap words in twenty; a recursion takes some thousands. */
const MAX_DEPTH = 512
/** Some 25 for each block that a draft may have. */
export const MAX_ELEMENTS = 500_000
/** No element has as many, and each is compared with those before it. */
const MAX_ATTRIBUTES = 500

/** @throws DraftError too-deep, too-large */
export function parseDocument(source: string): Parent {
  checkTags(source)
  return parse(source, { scriptingEnabled: false, treeAdapter: boundedAdapter() })
}

/** @throws DraftError too-deep, too-large */
export function parsePart(source: string): Parent {
  checkTags(source)
  return parseFragment(source, { scriptingEnabled: false, treeAdapter: boundedAdapter() })
}

function boundedAdapter(): TreeAdapter<DefaultTreeAdapterMap> {
  let depth = 0
  let elements = 0
  return {
    ...defaultTreeAdapter,
    createElement(...of) {
      if (++elements > MAX_ELEMENTS) throw new DraftError('too-large', `${MAX_ELEMENTS} elements`)
      return defaultTreeAdapter.createElement(...of)
    },
    onItemPush() {
      if (++depth > MAX_DEPTH) throw new DraftError('too-deep', `${MAX_DEPTH} elements`)
    },
    onItemPop() {
      depth--
    },
  }
}

/** Counts the words within each tag, quoted values aside; in one pass, since it is about time. */
function checkTags(source: string): void {
  for (let at = source.indexOf('<'); at >= 0; at = source.indexOf('<', at)) {
    at++
    if (!isLetter(source.charCodeAt(at))) {
      if (source.startsWith('!--', at)) at = after(source, '-->', at + 1)
      continue
    }
    const isRaw = RAW.test(source.slice(at, at + 7))
    let attributes = 0
    let quote = 0
    for (let before = 0; at < source.length; at++) {
      const code = source.charCodeAt(at)
      if (quote !== 0) {
        if (code === quote) quote = 0
      } else if (code === 0x3e) {
        break
      } else if ((code === 0x22 || code === 0x27) && before === 0x3d) {
        quote = code
      } else if (isSpace(before) && !isSpace(code) && ++attributes > MAX_ATTRIBUTES) {
        throw new DraftError('too-large', `${MAX_ATTRIBUTES} attributes`)
      }
      before = code
    }
    if (isRaw) at = after(source, '</', at)
  }
}

/** What stands in them is not read as tags. */
const RAW = /^(script|style)\b/i

function after(source: string, end: string, from: number): number {
  const at = source.indexOf(end, from)
  return at < 0 ? source.length : at
}

function isLetter(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)
}

/** A slash parts attributes too. */
function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0x2f
}
