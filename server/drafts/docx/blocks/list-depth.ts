/** How deep items of lists stand, which Word tells by levels within one list and by indents between several. */
import type { Marker } from '../numbering/numbering.js'

export interface ListDepth {
  /** From 1. */
  of(marker: Pick<Marker, 'list' | 'level' | 'indent'>): number
  /** How deep a paragraph without a marker goes on in an item, 0 if it does not: then the list is over. */
  continued(indent: number, isStyledSo: boolean): number
  end(): void
}

/** Indents differ by less than this where people have pulled at the ruler. */
const TOLERANCE = 100

export function createListDepth(): ListDepth {
  let open: Pick<Marker, 'list' | 'level' | 'indent'>[] = []

  function isWithin(
    item: Pick<Marker, 'list' | 'level' | 'indent'>,
    outer: Pick<Marker, 'list' | 'level' | 'indent'>,
  ): boolean {
    if (item.list === outer.list) return item.level > outer.level
    return item.indent !== undefined && outer.indent !== undefined && item.indent > outer.indent + TOLERANCE
  }

  return {
    of(marker) {
      while (open.length > 0 && !isWithin(marker, open.at(-1)!)) open.pop()
      open.push(marker)
      return open.length
    },
    continued(indent, isStyledSo) {
      const depth =
        open.findLastIndex(item => indent > 0 && item.indent !== undefined && indent >= item.indent - TOLERANCE) + 1
      if (depth > 0) open = open.slice(0, depth)
      else if (!isStyledSo) open = []
      return open.length
    },
    end() {
      open = []
    },
  }
}
