import type { Same } from '../same.ts'
import type { app as english } from '../en/app.ts'

export const app: Same<typeof english> = {
  close: 'Fermer', undo: 'Annuler', conversations: 'Conversations', settings: 'Réglages', main: 'Principal', loading: 'Ouverture de Palabre…', failedTitle: 'Palabre n’a pas pu s’ouvrir', again: 'Réessayer', unread: '{{name}}, {{count}} non lus',
  status: {
    label: 'État', starting: 'Ouverture du port…', listening: 'Joignable sur le port {{port}}', moved: 'Le port {{wanted}} était pris : joignable sur {{port}}', failed: 'Personne ne peut vous joindre', waiting_one: '{{count}} écriture attend le disque', waiting_other: '{{count}} écritures attendent le disque', offline: 'Pas de réseau : seul cet ordinateur est joignable',
  },
  palette: { label: 'Aller à ou faire…', empty: 'Rien ne correspond', new: 'Nouvelle conversation', light: 'Thème clair', dark: 'Thème sombre', system: 'Thème du système', help: 'Commandes et touches' },
  colors: { terracotta: 'Terre cuite', ochre: 'Ocre', olive: 'Olive', teal: 'Canard', indigo: 'Indigo', plum: 'Prune', rose: 'Rose', slate: 'Ardoise' },
  onboarding: {
    step: 'Étape {{step}} sur 2', welcome: 'Bienvenue dans Palabre', intro: 'Une longue conversation sous un arbre : avec les gens de votre réseau, sans serveur, sans compte.', name: 'Votre pseudonyme', nameHint: 'Ce que les autres voient. Vous pourrez le changer.', nameNeeded: 'Choisissez un pseudonyme, de 1 à 32 caractères.', nameBad: 'Des caractères visibles seulement, 32 au plus.', color: 'Votre couleur', language: 'Langue', next: 'Continuer',
    cardTitle: 'Votre carte', cardText: 'C’est ainsi que les autres vous trouvent. Donnez-leur une de vos adresses ; vos Palabre font le reste.', done: 'Commencer à parler',
  },
  card: { addresses: 'Vos adresses', noAddresses: 'Aucune adresse : le port est fermé ou il n’y a pas de réseau.', identity: 'Votre identité', identityHint: 'Tirée de votre clé. Qui la connaît vous reconnaît partout.', copyAddress: 'Copier cette adresse', copyIdentity: 'Copier l’identité', copyInvitation: 'Copier l’invitation', qr: 'Votre invitation en code QR', invitation: 'Invitation' },
  set: {
    title: 'Réglages', sections: 'Rubriques', profile: 'Profil', network: 'Réseau', privacy: 'Confidentialité', appearance: 'Apparence', language: 'Langue', storage: 'Stockage', keys: 'Clavier', about: 'À propos',
    name: 'Pseudonyme', nameBad: 'De 1 à 32 caractères visibles.', color: 'Couleur', card: 'Votre carte',
    port: 'Port', portHint: 'Les autres vous joignent ici. 0 prend n’importe quel port libre.', portBad: 'Un port est un nombre de 0 à 65535.', host: 'Écouter sur', hostHint: 'Toutes les interfaces, ou une adresse de cet ordinateur.', everywhere: 'Toutes les interfaces (IPv4 et IPv6)', onlyHere: 'Seulement cet ordinateur (127.0.0.1)', now: 'En ce moment', allowPlain: 'Accepter les conversations non chiffrées', allowPlainHint: 'De netcat, de telnet et de vos propres programmes. Entre deux Palabre, tout est toujours chiffré.',
    readMarks: 'Dire aux autres que j’ai lu leurs messages', typing: 'Dire aux autres que j’écris', notifications: 'M’avertir des nouveaux messages', notificationsHint: 'Jamais pour les demandes ni les conversations en sourdine.',
    theme: 'Thème', themeSystem: 'Comme le système', themeLight: 'Clair', themeDark: 'Sombre', textSize: 'Taille du texte', textSizeValue: '{{size}} px', languageSystem: 'Comme le système',
    enter: 'Entrée envoie le message', enterHint: 'Sinon Ctrl+Entrée envoie et Entrée va à la ligne.', shortcuts: 'Raccourcis', shortcutPalette: 'Aller à ou faire n’importe quoi', shortcutNew: 'Nouvelle conversation', shortcutSearch: 'Rechercher', shortcutSwitch: 'Conversation précédente ou suivante', shortcutSettings: 'Réglages', shortcutClose: 'Fermer, annuler',
    folder: 'Dossier de données', copyFolder: 'Copier le chemin', protection: 'Où est gardée votre clé', keychain: 'Dans le trousseau du système.', file: 'Dans un fichier que vous seul pouvez lire : ce système n’offre pas de trousseau.', encrypted: 'Votre historique est chiffré sur ce disque.', rescued: 'L’historique était abîmé. Il est gardé sous {{file}}, et {{count}} messages ont été sauvés.',
    version: 'Version', licences: 'Bibliothèques et leurs licences', licencesShow: 'Montrer les licences', licence: 'Palabre est un logiciel libre sous licence MIT.',
  },
}
