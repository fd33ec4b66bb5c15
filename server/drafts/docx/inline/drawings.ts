/** What a drawing holds: images, boxes of text, and things that cannot be shown and are listed. */
import type { FoundImage } from '../../markup/words/inline.js'
import type { WarningCode } from '../../outline/warnings.js'
import { child, descendants, isElement, ownWords, type XmlElement } from '../archive/xml.js'
import { chosenAlternative } from '../plain-words.js'
import type { Story } from '../reading.js'

export interface Drawing {
  images: FoundImage[]
  /** Text boxes: each holds paragraphs and tables. */
  boxes: XmlElement[]
  notes: { code: WarningCode; detail: string }[]
}

/** @param root `w:drawing`, `w:pict` or `w:object` */
export function readDrawing(root: XmlElement, story: Story): Drawing {
  const drawing: Drawing = { images: [], boxes: [], notes: [] }
  const outer = outerDescription(root)
  visit(root, drawing, story, outer)
  if (drawing.images.length + drawing.boxes.length + drawing.notes.length === 0) {
    drawing.images.push({ alt: outer.alt, refused: 'drawing', detail: outer.name })
  }
  return drawing
}

interface Description {
  alt: string
  name: string
}

function outerDescription(root: XmlElement): Description {
  for (const node of root.children) {
    if (isElement(node) && (node.name === 'wp:inline' || node.name === 'wp:anchor'))
      return describe(child(node, 'wp:docPr'))
    if (isElement(node) && node.name.startsWith('v:')) return describe(node)
  }
  return { alt: '', name: '' }
}

/** Decorations have no words even where a program has made some up. */
function describe(properties: XmlElement | undefined): Description {
  const { descr, title, alt, name, id } = properties?.attributes ?? {}
  const decorative = properties && descendants(properties, '?:decorative')[0]?.attributes.val === '1'
  return { alt: decorative ? '' : (descr || title || alt || '').trim(), name: (name ?? id ?? '').trim() }
}

function visit(node: XmlElement, drawing: Drawing, story: Story, outer: Description): void {
  switch (node.name) {
    case 'w:txbxContent':
      drawing.boxes.push(node)
      return
    case 'mc:AlternateContent':
      for (const inner of chosenAlternative(node)) if (isElement(inner)) visit(inner, drawing, story, outer)
      return
    case 'pic:pic': {
      const own = describe(child(child(node, 'pic:nvPicPr'), 'pic:cNvPr'))
      const { 'r:embed': embed, 'r:link': link } = child(child(node, 'pic:blipFill'), 'a:blip')?.attributes ?? {}
      drawing.images.push(imageAt(embed ?? link, outer.alt || own.alt, story))
      return
    }
    case 'v:imagedata': {
      const { 'r:id': id, 'r:href': href, 'o:title': title } = node.attributes
      drawing.images.push(imageAt(id ?? href, outer.alt || title || '', story))
      return
    }
    case 'v:textpath':
      drawing.notes.push({ code: 'drawing', detail: node.attributes.string ?? '' })
      return
    case 'o:OLEObject': {
      const program = node.attributes.ProgID ?? ''
      drawing.notes.push({ code: /^equation/i.test(program) ? 'equation' : 'embedded-object', detail: program })
      return
    }
    case 'w:control':
      drawing.notes.push({ code: 'form-field', detail: node.attributes['w:name'] ?? '' })
      return
    case 'c:chart':
      drawing.images.push(described('drawing', wordsOfPart(node.attributes['r:id'], story, ['a:t', 'c:v']), outer))
      return
    case 'dgm:relIds':
      drawing.images.push(described('drawing', wordsOfPart(node.attributes['r:dm'], story, ['a:t']), outer))
      return
    case 'a:hlinkClick': {
      const target = story.relationships.get(node.attributes['r:id'] ?? '')?.target
      if (target) drawing.notes.push({ code: 'link', detail: target })
      return
    }
    default:
      for (const inner of node.children) if (isElement(inner)) visit(inner, drawing, story, outer)
  }
}

/** A figure that is not shown, but by its description. */
function described(refused: WarningCode, words: string, { alt, name }: Description): FoundImage {
  return { alt, refused, detail: words || name }
}

function imageAt(id: string | undefined, alt: string, story: Story): FoundImage {
  const relation = story.relationships.get(id ?? '')
  if (!relation) return { alt, refused: 'image-missing', detail: '' }
  if (relation.external) return { alt, refused: 'image-external', detail: relation.target }
  const name = relation.target.slice(relation.target.lastIndexOf('/') + 1)
  const bytes = story.file.package.bytes(relation.target)
  if (!bytes) return { alt, refused: 'image-missing', detail: name }
  const taken = story.file.images.take(bytes)
  if (!('refused' in taken)) return { alt, image: taken }
  return { alt, refused: taken.refused, detail: [name, taken.detail].filter(Boolean).join(' ') }
}

/** The words of a chart or a diagram, which has a file of its own. */
function wordsOfPart(id: string | undefined, story: Story, names: readonly string[]): string {
  const relation = story.relationships.get(id ?? '')
  const root = relation && !relation.external ? story.file.package.xml(relation.target) : undefined
  if (!root) return ''
  const words: string[] = []
  const collect = (node: XmlElement) => {
    if (names.includes(node.name)) words.push(ownWords(node))
    else for (const inner of node.children) if (isElement(inner)) collect(inner)
  }
  collect(root)
  return words
    .map(word => word.trim())
    .filter(Boolean)
    .join(' · ')
}
