import type { onboarding as english } from '../en/onboarding.ts'
import type { Same } from '../same.ts'

export const onboarding: Same<typeof english> = {
  tagline: 'Une longue conversation sous un arbre.',
  point1: 'Directement avec les gens de votre réseau : sans serveur, sans compte.',
  point2: 'Chiffré entre deux Palabre, dès le premier mot.',
  point3: 'Tout programme qui parle TCP peut se joindre en texte simple.',
  step: 'Étape {{step}} sur 2',
  welcome: 'Bienvenue dans Palabre',
  intro: 'Dites-nous comment les autres doivent vous voir. Moins d’une minute suffit.',
  name: 'Votre pseudonyme',
  nameHint: 'Vous pourrez le changer.',
  nameNeeded: 'Choisissez un pseudonyme : de 1 à 32 caractères.',
  nameLong: 'C’est trop long de {{count}} : 32 caractères au plus.',
  nameLongWide: 'C’est trop long de {{count}} : il y a 32 places, et un émoji en prend deux ou plus.',
  nameBad: 'Il contient un caractère invisible ({{code}}). Des caractères visibles seulement.',
  nameJoined:
    '« {{shown}} » est fait de plusieurs émojis joints par un caractère invisible ({{code}}). Un pseudonyme n’a que des caractères visibles : prenez un émoji simple.',
  color: 'Votre couleur',
  language: 'Langue',
  seen: 'Les gens de ce réseau peuvent me voir',
  next: 'Continuer',
  back: 'Retour',
  cardTitle: 'Voici votre carte',
  cardText: 'Donnez une adresse, l’invitation ou le code QR. Vous la retrouverez dans les réglages.',
  done: 'Commencer à parler',
}
