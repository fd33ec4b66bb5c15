import t from 'tap'
import { knownLanguages, languageOf } from '../../server/comments/writing/language.js'

t.test('a comment’s language is known by its words, in each language of the United Nations and in others', t => {
  const written: Record<string, string> = {
    en: 'This period is too short for small makers, and who will check the labels?',
    fr: 'Cette période est trop courte pour les petits fabricants.',
    es: 'Este plazo es demasiado corto para los pequeños fabricantes.',
    ar: 'هذه المدة قصيرة جدا للمصنعين الصغار.',
    ru: 'Этот срок слишком короткий для малых производителей.',
    zh: '这个期限对小型制造商来说太短了。',
    pt: 'Este prazo é demasiado curto para os pequenos fabricantes.',
    sw: 'Kipindi hiki ni kifupi sana kwa watengenezaji wadogo.',
  }
  for (const [language, words] of Object.entries(written)) {
    t.equal(languageOf(words), language)
    t.ok(knownLanguages.includes(language))
  }
  t.end()
})

t.test('where the words do not tell, nothing is claimed', t => {
  for (const words of ['', 'Good idea.', '+1', '12.5 % (2026)', '🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂'])
    t.equal(languageOf(words), null)
  t.end()
})
