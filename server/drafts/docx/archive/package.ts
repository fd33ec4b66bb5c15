/** A Word file as a package of parts: which of them is the document, and what each is related to. */
import { DraftError } from '../../block.js'
import { decodeText } from '../../source/encoding.js'
import { childrenNamed, parseXml, type XmlElement } from './xml.js'
import { unzip } from './zip.js'

export interface Relationship {
  id: string
  /** The last word of the type: `image`, `footnotes`, `hyperlink`. */
  type: string
  /** Name of the part, or the address where it lies outside. */
  target: string
  external: boolean
}

export interface Package {
  /** Name of the main document, such as `word/document.xml`. */
  main: string
  bytes(part: string): Uint8Array | undefined
  xml(part: string): XmlElement | undefined
  /** By id. */
  relationships(part: string): Map<string, Relationship>
  /** The first part of that type that the main document is related to. */
  related(type: string): XmlElement | undefined
  relatedParts(type: string): string[]
}

/** @throws DraftError macros, unknown-type (another kind of Office file, or another zip), and those of `unzip` */
export function openPackage(file: Uint8Array): Package {
  const parts = unzip(file)
  const bytes = (part: string) => parts.get(part)
  const xml = (part: string) => {
    const found = parts.get(part)
    if (!found) return undefined
    const { text, certain } = decodeText(found)
    if (!certain) throw new DraftError('damaged', part)
    return parseXml(text)
  }
  const known = new Map<string, Map<string, Relationship>>()
  const relationships = (part: string) => {
    const found = known.get(part) ?? readRelationships(part, xml(relationshipsOf(part)))
    known.set(part, found)
    return found
  }

  const types = xml('[Content_Types].xml')
  if (!types) throw new DraftError('unknown-type', 'zip')
  const main = [...relationships('').values()].find(relation => relation.type === 'officeDocument')?.target
  const type = typeOf(types, main ?? '')
  if (/macroEnabled/i.test(type) || [...parts.keys()].some(name => /vbaProject/i.test(name))) {
    throw new DraftError('macros')
  }
  if (!main || !/wordprocessingml\.(document|template)\.main/.test(type)) throw new DraftError('unknown-type', type)
  if (!parts.has(main)) throw new DraftError('damaged', `without ${main}`)

  const relatedParts = (type: string) =>
    [...relationships(main).values()].filter(r => r.type === type && !r.external).map(r => r.target)
  return {
    main,
    bytes,
    xml,
    relationships,
    relatedParts,
    related: type => relatedParts(type).map(xml)[0],
  }
}

function relationshipsOf(part: string): string {
  const slash = part.lastIndexOf('/') + 1
  return `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`
}

function readRelationships(part: string, root: XmlElement | undefined): Map<string, Relationship> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1)
  const found = new Map<string, Relationship>()
  for (const { attributes } of childrenNamed(root, 'rel:Relationship')) {
    const { Id: id = '', Type: type = '', Target: target = '', TargetMode: mode } = attributes
    const external = mode === 'External'
    found.set(id, {
      id,
      type: type.slice(type.lastIndexOf('/') + 1),
      target: external ? target : resolve(folder, target),
      external,
    })
  }
  return found
}

function resolve(folder: string, target: string): string {
  const steps: string[] = []
  for (const step of (target.startsWith('/') ? target : folder + target).split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '' && step !== '.') steps.push(step)
  }
  return steps.join('/')
}

function typeOf(types: XmlElement, part: string): string {
  const named = childrenNamed(types, 'ct:Override').find(
    ({ attributes }) => attributes.PartName?.toLowerCase() === `/${part}`.toLowerCase(),
  )
  const extension = part.slice(part.lastIndexOf('.') + 1).toLowerCase()
  const usual = childrenNamed(types, 'ct:Default').find(
    ({ attributes }) => attributes.Extension?.toLowerCase() === extension,
  )
  return (named ?? usual)?.attributes.ContentType ?? ''
}
