/**
 * An equation of Word as a line of text, in the way of UnicodeMath (Unicode Technical Note 28): `x=(−b±√(b^2−4ac))/2a`.
 * Enough to be read, quoted and commented on; how it looked is noted as lost.
 */
import { child, childrenNamed, isElement, ownWords, type XmlElement, type XmlNode } from '../archive/xml.js'

export function mathText(node: XmlNode | undefined): string {
  if (node === undefined || !isElement(node)) return ''
  switch (node.name) {
    case 'm:t':
    case 'w:t':
      return ownWords(node)
    case 'm:f':
      return fraction(node)
    case 'm:sSup':
      return `${base(node)}^${grouped(part(node, 'm:sup'))}`
    case 'm:sSub':
      return `${base(node)}_${grouped(part(node, 'm:sub'))}`
    case 'm:sSubSup':
      return `${base(node)}_${grouped(part(node, 'm:sub'))}^${grouped(part(node, 'm:sup'))}`
    case 'm:sPre':
      return `_${grouped(part(node, 'm:sub'))}^${grouped(part(node, 'm:sup'))} ${part(node, 'm:e')}`
    case 'm:rad':
      return root(node)
    case 'm:nary':
      return sum(node)
    case 'm:d':
      return delimited(node)
    case 'm:m':
      return `[${rows(node, 'm:mr').join('; ')}]`
    case 'm:eqArr':
      return childrenNamed(node, 'm:e').map(inside).join('; ')
    case 'm:func':
      return `${part(node, 'm:fName')} ${part(node, 'm:e')}`
    case 'm:limLow':
      return `${base(node)}_${grouped(part(node, 'm:lim'))}`
    case 'm:limUpp':
      return `${base(node)}^${grouped(part(node, 'm:lim'))}`
    case 'm:acc':
      return part(node, 'm:e') + (property(node, 'm:accPr', 'm:chr') ?? '\u0302')
    case 'm:bar':
      return `${part(node, 'm:e')}${property(node, 'm:barPr', 'm:pos') === 'top' ? '\u0305' : '\u0332'}`
    default:
      return /^[mw]:\w*Pr$/.test(node.name) ? '' : inside(node)
  }
}

function inside(node: XmlElement | undefined): string {
  return node ? node.children.map(mathText).join('') : ''
}

function part(node: XmlElement, name: string): string {
  return inside(child(node, name)).trim()
}

function base(node: XmlElement): string {
  return grouped(part(node, 'm:e'))
}

/** In brackets, unless it is one thing. */
function grouped(text: string): string {
  return /^[\p{L}\p{M}]$|^[\p{N}.,]+$|^.?$|^\([^()]*\)$/u.test(text) ? text : `(${text})`
}

function fraction(node: XmlElement): string {
  const above = grouped(part(node, 'm:num'))
  const below = grouped(part(node, 'm:den'))
  return property(node, 'm:fPr', 'm:type') === 'noBar' ? `(${above}¦${below})` : `${above}/${below}`
}

const ROOTS = new Map([
  ['', '√'],
  ['2', '√'],
  ['3', '∛'],
  ['4', '∜'],
])

function root(node: XmlElement): string {
  const degree = part(node, 'm:deg')
  const sign = ROOTS.get(degree)
  const radicand = grouped(part(node, 'm:e'))
  return sign ? sign + radicand : `√(${degree}&${radicand})`
}

function sum(node: XmlElement): string {
  const sign = property(node, 'm:naryPr', 'm:chr') ?? '∫'
  const from = part(node, 'm:sub')
  const to = part(node, 'm:sup')
  return `${sign}${from && `_${grouped(from)}`}${to && `^${grouped(to)}`} ${part(node, 'm:e')}`
}

function delimited(node: XmlElement): string {
  const sign = (name: string, usual: string) => property(node, 'm:dPr', name) ?? usual
  const parts = childrenNamed(node, 'm:e').map(inside)
  return sign('m:begChr', '(') + parts.join(sign('m:sepChr', '|')) + sign('m:endChr', ')')
}

function rows(node: XmlElement, name: string): string[] {
  return childrenNamed(node, name).map(row => childrenNamed(row, 'm:e').map(inside).join(', '))
}

/** `m:val` of a property; '' is a value too: a bracket that is left out. */
function property(node: XmlElement, properties: string, name: string): string | undefined {
  return child(child(node, properties), name)?.attributes['m:val']
}
