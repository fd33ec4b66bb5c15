import type { Text } from '../../server/similarity/index.js'

/**
 * Made-up comments on six subjects in three languages. Each is a few words of its subject in a sentence that people write on
 * any subject; in every fourth, words of another subject stand too, and every eighth is on none of them.
 */
const SUBJECTS: Readonly<Record<string, string>>[] = [
  {
    en: 'firmware update,security patches,outdated devices,automatic updates,end of support,vendor patching,device lifetime',
    fr: 'mise à jour du micrologiciel,correctifs de sécurité,appareils obsolètes,mises à jour automatiques,fin du support,durée de vie des appareils',
    es: 'actualización del firmware,parches de seguridad,dispositivos obsoletos,actualizaciones automáticas,fin del soporte,vida útil del dispositivo',
  },
  {
    en: 'default passwords,password reset,two-factor authentication,login credentials,weak passphrases,authenticating users',
    fr: 'mots de passe par défaut,authentification à deux facteurs,identifiants de connexion,phrases secrètes faibles,authentifier les utilisateurs',
    es: 'contraseñas predeterminadas,autenticación de dos factores,credenciales de acceso,claves débiles,autenticar a los usuarios',
  },
  {
    en: 'university curricula,teaching students,training teachers,courses on programming,skills gap,learning materials',
    fr: 'programmes universitaires,former les étudiants,formation des enseignants,cours de programmation,manque de compétences,matériel pédagogique',
    es: 'planes de estudio universitarios,formar a los estudiantes,capacitación de profesores,cursos de programación,falta de competencias,material didáctico',
  },
  {
    en: 'public procurement,tender documents,government buyers,purchasing rules,contract clauses,suppliers bidding',
    fr: 'marchés publics,appels d’offres,acheteurs publics,règles d’achat,clauses contractuelles,fournisseurs candidats',
    es: 'contratación pública,pliegos de licitación,compradores públicos,reglas de compra,cláusulas contractuales,proveedores licitadores',
  },
  {
    en: 'DNSSEC signing,domain registries,route origin validation,RPKI deployment,name servers,resolver operators',
    fr: 'signature DNSSEC,registres de domaines,validation de l’origine des routes,déploiement RPKI,serveurs de noms,opérateurs de résolveurs',
    es: 'firma DNSSEC,registros de dominios,validación del origen de rutas,despliegue de RPKI,servidores de nombres,operadores de resolutores',
  },
  {
    en: 'personal data,consent of users,privacy by design,location tracking,data protection law,retention of records',
    fr: 'données personnelles,consentement des utilisateurs,protection de la vie privée,géolocalisation,loi sur la protection des données,conservation des enregistrements',
    es: 'datos personales,consentimiento de los usuarios,privacidad desde el diseño,rastreo de ubicación,ley de protección de datos,conservación de registros',
  },
]
const FRAMES: Readonly<Record<string, readonly string[]>> = {
  en: [
    'The report should say more about {} and also {} because small countries need it.',
    'I do not agree with this paragraph: {} matters less than {} in practice, as our members told us.',
    'Please add an example of {}, perhaps beside {}, so that readers understand the recommendation.',
    'We support the proposal, though {} costs money and {} takes time.',
  ],
  fr: [
    'Le rapport devrait parler davantage de {} et aussi de {} car les petits pays en ont besoin.',
    'Je ne suis pas d’accord avec ce paragraphe : {} compte moins que {} dans la pratique, selon nos membres.',
    'Veuillez ajouter un exemple sur {}, peut-être à côté de {}, pour que les lecteurs comprennent la recommandation.',
    'Nous soutenons la proposition, bien que {} coûte cher et que {} prenne du temps.',
  ],
  es: [
    'El informe debería decir más sobre {} y también {} porque los países pequeños lo necesitan.',
    'No estoy de acuerdo con este párrafo: {} importa menos que {} en la práctica, según nuestros miembros.',
    'Por favor, añadan un ejemplo de {}, quizá junto a {}, para que los lectores entiendan la recomendación.',
    'Apoyamos la propuesta, aunque {} cuesta dinero y {} lleva tiempo.',
  ],
}
const OFF: Readonly<Record<string, readonly string[]>> = {
  en: ['the title page', 'the order of the chapters', 'a spelling mistake', 'the map in the annex'],
  fr: ['la page de titre', 'l’ordre des chapitres', 'une faute de frappe', 'la carte en annexe'],
  es: ['la portada', 'el orden de los capítulos', 'una errata', 'el mapa del anexo'],
}
const LANGUAGES = ['en', 'fr', 'es']

export interface Labelled {
  members: (Text & { theme: number })[]
  asked: Text[]
  /** The subject of each that is asked about; 0: none. */
  themeOf: Map<string, number>
}

/** So many members of each theme, and so many without a theme; the same seed makes the same. */
export function labelled({ members, asked, seed }: { members: number; asked: number; seed: number }): Labelled {
  const next = numbersFrom(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!
  const write = (theme: number, id: string): Text => {
    const language = pick(LANGUAGES)
    const from = (at: number) => pick(at === 0 ? OFF[language]! : SUBJECTS[at - 1]![language]!.split(','))
    const second = next() < 0.25 ? 1 + Math.floor(next() * SUBJECTS.length) : theme
    return { id, language, text: pick(FRAMES[language]!).replace('{}', from(theme)).replace('{}', from(second)) }
  }
  const themeOf = new Map<string, number>()
  return {
    members: SUBJECTS.flatMap((_, at) =>
      Array.from({ length: members }, (_one, nth) => ({ ...write(at + 1, `m${at}-${nth}`), theme: at + 1 })),
    ),
    asked: Array.from({ length: asked }, (_, nth) => {
      const theme = next() < 0.125 ? 0 : 1 + Math.floor(next() * SUBJECTS.length)
      themeOf.set(String(nth), theme)
      return write(theme, String(nth))
    }),
    themeOf,
  }
}

/** mulberry32 */
function numbersFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
