/**
 * What people write, with places to fill: {term} a word of the paragraph, {phrase} a few words of it, {place} its
 * printed number, {who} a kind of people, {land} a country.
 */

export const OPENINGS = [
  'We welcome this paragraph.',
  'Thank you for the opportunity to comment.',
  'We support the intention of {place}, but not its present wording.',
  'This is one of the most important points of the draft.',
  'I have some doubts about this paragraph.',
  'The draft is clear on the aim here and unclear on the means.',
  'Our members discussed {place} at length.',
  'In our experience the opposite is often true.',
  'This paragraph repeats in part what was said earlier.',
  'We agree with what is said on “{phrase}”.',
  'The word “{term}” is used here in a sense that differs from the rest of the draft.',
  'From the point of view of {who}, this needs more care.',
]

export const REASONS = [
  'The term “{term}” is not defined anywhere in the draft, and different readers will understand it differently.',
  'A requirement on “{phrase}” that nobody measures will not be met.',
  'Small organisations do not have the staff to do this, and the draft does not say who would help them.',
  'In {land} the regulation in force already asks for this, with other words and other deadlines.',
  'Most of the incidents that we have seen began exactly here.',
  'The cost falls on {who}, while the benefit goes to everybody else; the draft should say how that is balanced.',
  'What is said about “{phrase}” holds for new systems, but not for those that have been in service for ten years.',
  'There is an open standard for this, and it is deployed widely enough to be named.',
  'Procurement officers will copy this sentence into their tenders, so each word of it counts.',
  'Without training for {who} this will stay on paper.',
  'Women and people from smaller countries are missing from the studies on which this rests.',
  'The evidence for this is ten years old; newer figures point elsewhere.',
  'Translations of “{term}” into our language differ, and each of them has legal consequences.',
  'It is not clear whether “{phrase}” is meant as a must or as an example.',
  'If this is read together with the section before, the two contradict each other.',
  'We tested this with three of our members: two could do it within a month, one could not do it at all.',
  'Consumers cannot judge this for themselves, and a label would mislead them.',
  'Security by design begins before the point that this paragraph describes.',
  'The networks in {land} are slow and costly; what assumes a permanent connection shuts people out.',
  'Curricula change every five to seven years, so this would reach the labour market late.',
]

export const REQUESTS = [
  'Please define “{term}” in the glossary.',
  'We ask the working group to say who is responsible for “{phrase}”.',
  'Please add an example from a developing country.',
  'The sentence should begin with what is to be done, and by whom.',
  'We suggest to move this paragraph to the recommendations.',
  'Please give a date by which this is to be reviewed.',
  'It would help to refer to the relevant RFC and to the ISO standard side by side.',
  'We propose to replace “{phrase}” by something that can be tested.',
  'Please make the figures behind this public.',
  'We ask that {who} be named here as well.',
  'We would be glad to contribute our own experience in a call.',
  'Consider a transition period of at least two years.',
  'Please keep this paragraph: it is the only one that speaks of {who}.',
]

export const QUESTIONS = [
  'Does “{phrase}” include open-source software that volunteers maintain?',
  'Who decides whether “{term}” is reached, and how often?',
  'Is this meant for {who} only, or for everybody?',
  'How does {place} relate to the law in {land}?',
  'What happens to devices that cannot be updated any more?',
  'Why is “{term}” mentioned here and not in the recommendations?',
  'Has the working group looked at the experience of {land}?',
  'Is there a source for this sentence?',
  'Could this be said in plainer words? Many of us read the draft in a second language.',
]

export const REPLIES = [
  'Agreed.',
  'I agree with this, and would add that the same holds for {who}.',
  'We see this differently: “{phrase}” is clear enough as it stands.',
  'Good point. In {land} we had the same problem.',
  'This would make the paragraph longer without making it clearer.',
  'Could you say where the figures come from?',
  'Thank you, this answers my question.',
  'We support this proposal, with “{term}” left in.',
]

export const SPAM = [
  'Best prices for followers and likes!!! Visit http://cheap-likes.example today',
  'EARN 5000 a week from home, no skills needed, write to http://easy-money.example',
  'Certificates and diplomas without examination: http://diploma.example',
]

export const RUDE = [
  'Whoever wrote this has never seen a computer. Pathetic.',
  'The authors are paid by industry, everybody knows it. Shame on you.',
  'Call the secretary at her private number if you want to know what she really thinks.',
  'My cat could write a better report, and it would be shorter.',
  'Unrelated, but when will the roads in our town be repaired?',
]

/** In other languages whole sentences, as what they would fill in is English. */
export const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  fr: [
    'Nous soutenons ce paragraphe, mais il manque une définition claire des responsabilités.',
    'Cette obligation est irréaliste pour les petites organisations, surtout dans les pays en développement.',
    'Pourriez-vous indiquer la source de cette affirmation ?',
    'Nous proposons d’ajouter une période de transition de deux ans.',
  ],
  es: [
    'Apoyamos este párrafo, pero falta explicar quién será responsable de aplicarlo.',
    'En nuestra región las pequeñas empresas no tienen personal para cumplir este requisito.',
    '¿Se aplica esto también al software libre mantenido por voluntarios?',
    'Proponemos mencionar aquí la formación de docentes.',
  ],
  pt: [
    'Concordamos com o objetivo, mas o texto não diz como será medido.',
    'Seria útil incluir um exemplo de um país de língua portuguesa.',
  ],
  ar: [
    'نؤيد هذه الفقرة، ولكنها لا توضح من المسؤول عن التنفيذ.',
    'نقترح إضافة فترة انتقالية مدتها سنتان للدول النامية.',
  ],
  zh: ['我们支持这一段，但请说明由谁负责实施。', '建议为发展中国家增加两年的过渡期。'],
  ru: [
    'Мы поддерживаем этот пункт, но неясно, кто отвечает за его выполнение.',
    'Предлагаем добавить переходный период для небольших организаций.',
  ],
}

export const WHO = [
  'small and medium-sized enterprises',
  'consumers',
  'universities',
  'local authorities',
  'people with disabilities',
  'network operators',
  'volunteers who maintain open-source software',
  'young professionals',
  'manufacturers',
  'schools',
  'public buyers',
  'rural communities',
]
