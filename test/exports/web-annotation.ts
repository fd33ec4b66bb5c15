/**
 * The rules of the W3C Web Annotation Data Model (https://www.w3.org/TR/annotation-model/) and the terms of its JSON-LD
 * context, as far as an export uses them: a checker that knows nothing of the writer.
 */

type Node = Record<string, unknown>

/** The keys that each type may have; `!` marks those that it must have. */
const SHAPES: Record<string, readonly string[]> = {
  AnnotationCollection: ['@context!', 'id!', 'type!', 'label', 'first!', 'total', 'creator', 'generated'],
  AnnotationPage: ['id!', 'type!', 'partOf!', 'startIndex', 'items!'],
  Annotation: ['id!', 'type!', 'motivation', 'creator', 'created', 'modified', 'generated', 'body', 'target!'],
  TextualBody: ['type!', 'value!', 'format', 'language', 'textDirection', 'purpose'],
  SpecificResource: ['type!', 'source!', 'selector', 'state', 'purpose'],
  FragmentSelector: ['type!', 'value!', 'conformsTo', 'refinedBy'],
  TextQuoteSelector: ['type!', 'exact!', 'prefix', 'suffix'],
  TimeState: ['type!', 'sourceDate', 'sourceDateStart', 'sourceDateEnd', 'cached'],
  Person: ['type!', 'name'],
  Organization: ['type!', 'name'],
}
const MOTIVATIONS = ['assessing', 'bookmarking', 'classifying', 'commenting', 'describing', 'editing', 'highlighting']
MOTIVATIONS.push('identifying', 'linking', 'moderating', 'questioning', 'replying', 'tagging')

/** Prefixes that the context defines; a key may also be an IRI. */
const OTHER_VOCABULARY = /^(?:dcterms|schema|foaf|skos|as):\w+$|^https?:\/\/\S+$/
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/

/** What is wrong with a collection, each with its place; nothing where it is valid. */
export function checkAnnotations(collection: Node): string[] {
  const faults: string[] = []
  const ids = new Set<string>()
  const check = (node: unknown, place: string): void => {
    const fault = (text: string) => faults.push(`${place}: ${text}`)
    if (Array.isArray(node)) {
      for (const [k, member] of node.entries()) check(member, `${place}[${k}]`)
      return
    }
    if (node === null || node === undefined) return void fault('null')
    if (typeof node !== 'object') return
    const { type, ...rest } = node as Node
    const shape = SHAPES[String(type)]
    if (!shape) {
      if (!OTHER_VOCABULARY.test(String(type))) fault(`unknown type ${type}`)
    } else {
      const known = new Set(shape.map(key => key.replace('!', '')))
      for (const key of shape)
        if (key.endsWith('!') && !(key.slice(0, -1) in (node as Node))) fault(`${type} without ${key.slice(0, -1)}`)
      for (const key of Object.keys(rest))
        if (!known.has(key) && !OTHER_VOCABULARY.test(key)) fault(`${type} with ${key}`)
    }
    for (const [key, value] of Object.entries(rest)) {
      if (/^(?:created|modified|generated|sourceDate.*)$/.test(key) && !TIME.test(String(value)))
        fault(`${key} is ${value}`)
      if (key === 'motivation' || key === 'purpose')
        for (const word of [value].flat()) if (!MOTIVATIONS.includes(String(word))) fault(`${key} is ${word}`)
      if (key === 'textDirection' && !['ltr', 'rtl', 'auto'].includes(String(value))) fault(`${key} is ${value}`)
      if (/^(?:source|cached|partOf|conformsTo)$/.test(key) && !URL.canParse(String(value))) fault(`${key} is ${value}`)
      if (/^(?:target|body|items|selector)$/.test(key) && [value].flat().length === 0 && key !== 'items')
        fault(`${key} is empty`)
      if (key === 'id') {
        if (!URL.canParse(String(value))) fault(`id is ${value}`)
        if (ids.has(String(value))) fault(`id ${value} stands twice`)
        ids.add(String(value))
      }
      if (typeof value === 'object') check(value, `${place}.${key}`)
    }
    if ('sourceDateStart' in rest !== 'sourceDateEnd' in rest) fault('a period needs both ends')
    if (type === 'AnnotationCollection') {
      const page = rest.first as Node
      if (page.partOf !== rest.id) fault('the page is part of another collection')
      if ((page.items as Node[]).length !== rest.total) fault('the total is not that of the items')
    }
  }
  if (collection['@context'] !== 'http://www.w3.org/ns/anno.jsonld') faults.push('no context')
  check(collection, '')
  return faults
}
