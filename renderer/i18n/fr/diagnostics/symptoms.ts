import type { symptoms as english } from '../../en/diagnostics/symptoms.ts'
import type { Same } from '../../same.ts'

export const symptoms: Same<typeof english> = {
  network: {
    refused: {
      what: '{{host}}, port {{port}} a dit non : l’ordinateur est là, mais aucun programme n’écoute sur ce port (ou un pare-feu répond à sa place).',
      next: 'Démarrez-y le serveur, vérifiez le port, ou essayez un autre port du même ordinateur.',
    },
    'no-answer': {
      what: 'Personne n’a répondu à {{host}}, port {{port}}. Un pare-feu jette ce qui est envoyé, l’adresse est fausse, ou l’ordinateur est éteint.',
      next: 'Laissez faire le docteur : il interroge d’autres ports, le routeur, et qui d’autre est joignable.',
    },
    'udp-silence': {
      what: 'Rien n’est revenu de {{host}}, port {{port}}. Ce n’est pas une preuve : UDP ne dit jamais si c’est arrivé.',
      next: 'Essayez le même ordinateur en TCP.',
    },
    unreachable: {
      what: 'Un routeur dit que {{host}} est injoignable, ou aucun ordinateur n’y répond.',
      next: 'Vérifiez qu’il est allumé et a toujours cette adresse.',
    },
    'unreachable-here': {
      what: '{{host}} est injoignable, et cela a été dit aussitôt : par cet ordinateur lui-même, ou par un pare-feu tout près.',
      next: 'Vérifiez le pare-feu ici et là-bas ; sous macOS, autorisez Palabre dans Confidentialité, Réseau local.',
    },
    'no-route': {
      what: 'Aucune route ne mène au réseau de {{host}}.',
      next: 'Vérifiez le Wi-Fi ou le câble et le VPN ; pour une adresse IPv6, essayez l’IPv4.',
    },
    'network-down': { what: 'Cet ordinateur n’a pas de réseau.', next: 'Vérifiez le Wi-Fi ou le câble.' },
    'port-taken': { what: 'Le port {{port}} est déjà pris sur cet ordinateur.', next: 'Choisissez-en un autre ; 0 en prend un libre.' },
    'not-own-address': { what: '{{host}} n’est pas une adresse de cet ordinateur.', next: 'Choisissez-en une dans la liste.' },
    'port-reserved': {
      what: 'Le système réserve le port {{port}} : ceux sous 1024 demandent les droits d’administrateur.',
      next: 'Choisissez-en un à partir de 1024.',
    },
    'broadcast-off': {
      what: 'Le système ne laisse pas ce programme envoyer à {{host}}.',
      next: 'Prenez l’adresse d’un ordinateur au lieu d’une adresse de diffusion.',
    },
    'stopped-here': {
      what: 'Un pare-feu sur cet ordinateur l’a arrêté : rien n’a été envoyé.',
      next: 'Autorisez Palabre dans le pare-feu de cet ordinateur.',
    },
    'no-such-name': { what: 'Le nom {{host}} n’existe pas.', next: 'Vérifiez comment il s’écrit, ou prenez l’adresse en chiffres.' },
    'names-silent': { what: 'Le serveur de noms n’a pas répondu pour {{host}}.', next: 'Prenez l’adresse en chiffres.' },
    cut: {
      what: '{{host}}, port {{port}} a coupé la connexion brutalement.',
      next: 'Voyez ce que dit son programme : il a peut-être planté, ou fermé sans tout lire.',
    },
    silent: {
      what: '{{host}}, port {{port}} a accepté la connexion et n’a rien dit : il attend la suite, ou ne répond jamais.',
      next: 'Son programme attend-il la fin d’une ligne, ou celle de la connexion ? Voyez ce qu’il fait après avoir lu.',
    },
    'closed-unanswered': {
      what: '{{host}}, port {{port}} a fermé la connexion sans répondre.',
      next: 'Voyez ce que fait son programme entre accepter et fermer : il ne lit peut-être pas, ne répond pas, ou s’est terminé.',
    },
    'closed-before': {
      what: '{{host}}, port {{port}} avait déjà fermé la connexion quand on y a écrit.',
      next: 'Il ne répond peut-être qu’une fois : envoyez un seul message.',
    },
    'datagram-too-large': { what: 'C’est trop gros pour un paquet UDP : 65507 octets au plus.', next: '1200 octets passent partout.' },
    'too-many-open': { what: 'Cet ordinateur a trop de fichiers et de connexions ouverts.', next: 'Fermez quelques programmes.' },
    'bad-port': { what: 'Les ports vont de 1 à 65535.', next: 'Choisissez-en un autre.' },
    'bad-address': { what: '« {{host}} » n’est pas une adresse.', next: 'Exemples : 192.168.1.42, 2001:db8::1, pc.local' },
  },
  http: {
    timeout: {
      what: 'Pas de réponse en {{seconds}} s ; c’en était à « {{phase}} ».',
      next: 'Réessayez avec plus de temps, ou laissez le docteur examiner le chemin.',
    },
    'not-http': { what: 'La réponse n’est pas du HTTP ({{code}}).', next: 'Regardez ses premiers octets : un autre programme écoute sur ce port.' },
    'bare-newlines': {
      what: 'Les lignes de l’en-tête de la réponse finissent par \\n seul ({{code}}).',
      next: 'HTTP veut \\r\\n à la fin de chacune, et une fois de plus avant le corps.',
    },
    'closed-unanswered': {
      what: 'Le serveur a fermé la connexion sans répondre.',
      next: 'Voyez ce que fait son programme après avoir lu la requête.',
    },
    'headers-too-large': { what: 'Les en-têtes de la réponse sont trop gros.', next: 'Demandez à qui gère le serveur ; souvent c’est un cookie qui a grossi.' },
    certificate: {
      what: 'Le certificat n’est pas digne de confiance : {{reason}} ({{code}}).',
      next: 'Vérifiez le nom et l’horloge de cet ordinateur ; ou regardez la réponse sans lui faire confiance.',
    },
    tls: {
      what: 'Le chiffrement n’a pas pu être établi ({{code}}).',
      next: 'Ce port parle peut-être HTTP en clair : essayez http:// au lieu de https://.',
    },
    'cut-short': {
      what: 'La connexion s’est terminée au milieu de la réponse, après {{received}} octets.',
      next: 'Réessayez ; si cela persiste, le programme du serveur échoue à cet endroit.',
    },
    'body-too-large': { what: 'La réponse dépasse {{most}}, ou ne finit jamais : arrêt.', next: 'Demandez-en une partie, avec un en-tête Range.' },
    'expands-too-much': {
      what: 'La réponse est compressée outre mesure : {{wire}} octets en sont devenus {{decoded}} et plus. Arrêt.',
      next: 'Ne faites pas confiance à ce serveur ; demandez sans compression (Accept-Encoding: identity).',
    },
    'bad-encoding': {
      what: 'La réponse se dit compressée en {{encoding}}, et ne l’est pas.',
      next: 'Demandez sans compression (Accept-Encoding: identity).',
    },
    'redirect-loop': { what: 'Les redirections tournent en rond.', next: 'Cessez de les suivre et regardez chacune ; souvent il manque un cookie.' },
    'too-many-redirects': { what: 'Plus de {{most}} redirections.', next: 'Cessez de les suivre et regardez chacune.' },
    'bad-redirect': { what: 'Elle redirige vers « {{location}} », qui n’est pas une adresse web.', next: 'Demandez à qui gère le serveur.' },
    stopped: { what: 'Arrêté.', next: 'Relancez quand vous voulez.' },
  },
  certificate: {
    CERT_HAS_EXPIRED: 'il a expiré',
    CERT_NOT_YET_VALID: 'il n’est pas encore valable',
    DEPTH_ZERO_SELF_SIGNED_CERT: 'il ne répond que de lui-même',
    SELF_SIGNED_CERT_IN_CHAIN: 'son signataire ne répond que de lui-même',
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'son signataire est inconnu ici',
    UNABLE_TO_GET_ISSUER_CERT: 'son signataire est inconnu ici',
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'son signataire est inconnu ici',
    CERT_SIGNATURE_FAILURE: 'il est abîmé, sa signature ne correspond pas',
    CERT_REVOKED: 'il a été révoqué',
    ERR_TLS_CERT_ALTNAME_INVALID: 'il est pour un autre nom',
    other: 'il est incorrect',
  },
  phase: { dns: 'DNS', connect: 'connexion', tls: 'TLS', sent: 'requête envoyée', waiting: 'attente', download: 'téléchargement' },
}
