import type { StakeholderGroup } from '../../accounts/index.js'
import type { Random } from './random.js'

/** A person as a row of `people`. */
export interface MadePerson {
  email: string
  name: string
  publish_name: boolean
  stakeholder_group: StakeholderGroup
  country: string
  organisation: string | null
  gender: string | null
  locale: string
}

/** First names by the countries where they are at home, and family names likewise; the languages people there write. */
const REGIONS: readonly { countries: string; locale: string; first: string; last: string; weight: number }[] = [
  {
    countries: 'US CA GB AU NZ IE',
    locale: 'en',
    weight: 22,
    first: 'Emma James Olivia Noah Grace Liam Zoe Owen',
    last: 'Taylor Walker Murphy Hughes Clarke Bennett Reid',
  },
  {
    countries: 'NL DE AT CH BE SE DK NO FI',
    locale: 'en',
    weight: 18,
    first: 'Anna Jan Sofie Lukas Femke Lars Ingrid Matti',
    last: 'Jansen Müller Bakker Lindqvist Weber Nielsen Virtanen',
  },
  {
    countries: 'FR SN CI CM TN MA BF CD',
    locale: 'fr',
    weight: 11,
    first: 'Camille Aïssatou Julien Moussa Élodie Karim Fatou Pierre',
    last: 'Dubois Diallo Traoré Moreau Ndiaye Benali Koné',
  },
  {
    countries: 'ES MX AR CO CL PE UY CR',
    locale: 'es',
    weight: 11,
    first: 'María José Lucía Andrés Sofía Diego Carmen Javier',
    last: 'García Rodríguez Fernández López Muñoz Castro Rojas',
  },
  {
    countries: 'BR PT AO MZ',
    locale: 'pt',
    weight: 6,
    first: 'Ana João Beatriz Pedro Inês Rafael',
    last: 'Silva Santos Oliveira Costa Ferreira Pereira',
  },
  {
    countries: 'NG KE GH ZA UG TZ RW MW ZM',
    locale: 'en',
    weight: 12,
    first: 'Wanjiru Chinedu Amina Kwame Thandi Okello Grace Tendai',
    last: 'Okafor Mwangi Mensah Dlamini Banda Otieno Achieng',
  },
  {
    countries: 'IN BD LK NP PK',
    locale: 'en',
    weight: 8,
    first: 'Priya Arjun Fatima Rahul Nadia Sanjay Dilini Imran',
    last: 'Sharma Rahman Perera Iyer Khan Shrestha Gupta',
  },
  {
    countries: 'EG SA AE JO LB IQ QA',
    locale: 'ar',
    weight: 5,
    first: 'Layla Omar Hanan Yusuf Rania Khaled',
    last: 'Hassan Al-Masri Haddad Saleh Nasser Aziz',
  },
  {
    countries: 'CN SG JP KR MY ID PH VN TH',
    locale: 'zh',
    weight: 5,
    first: 'Mei Hiroshi Siti Wei Linh Minjun Dewi Yuki',
    last: 'Chen Tanaka Lim Nguyen Park Santoso Wong',
  },
  {
    countries: 'KZ UZ AM GE MD KG',
    locale: 'ru',
    weight: 2,
    first: 'Aigul Nino Timur Anahit Ruslan Elena',
    last: 'Karimov Beridze Petrosyan Akhmetova Ceban',
  },
]

const GROUPS = [
  ['private-sector', 24],
  ['technical-community', 24],
  ['civil-society', 22],
  ['government', 14],
  ['academia', 11],
  ['intergovernmental', 5],
] as const satisfies readonly (readonly [StakeholderGroup, number])[]

const ORGANISATIONS: Readonly<Record<StakeholderGroup, readonly string[]>> = {
  government: ['Ministry of Digital Affairs', 'National Cyber Security Centre', 'Agency for Public Procurement'],
  'private-sector': [
    'Northwind Networks',
    'Blue Harbour Hosting',
    'Acacia Devices',
    'Meridian Telecom',
    'Lumen & Sons',
  ],
  'civil-society': ['Open Rights Forum', 'Digital Women’s League', 'Consumers’ Voice', 'Connected Villages'],
  'technical-community': ['Network Operators’ Group', 'Country-code registry', 'Internet Exchange Association'],
  intergovernmental: ['Regional Telecommunications Union', 'Development Bank, digital unit'],
  academia: ['Institute of Information Security', 'University of Applied Sciences', 'School of Public Policy'],
}

/** `number` people who are spread over groups, countries, genders and languages as in a consultation worldwide. */
export function makePeople(number: number, seed: number, random: Random): MadePerson[] {
  return Array.from({ length: number }, (_, index) => {
    const region = random.weigh(REGIONS.map(region => [region, region.weight] as const))
    const name = `${random.pick(region.first.split(' '))} ${random.pick(region.last.split(' '))}`
    const group = random.weigh(GROUPS)
    const plain = name
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/[^a-z]+/g, '.')
    return {
      email: `${plain}.${seed}.${index + 1}@generated.example`,
      name,
      publish_name: random.chance(0.8),
      stakeholder_group: group,
      country: random.pick(region.countries.split(' ')),
      organisation: random.chance(0.55) ? random.pick(ORGANISATIONS[group]) : null,
      gender: random.weigh([
        ['woman', 35],
        ['man', 53],
        ['another', 1],
        [null, 11],
      ] as const),
      locale: random.chance(0.85) ? region.locale : 'en',
    }
  })
}
