import type * as english from '../../en/diagnostics/learn.ts'
import type { Same } from '../../same.ts'

export const learn: Same<typeof english.learn> = {
  open: 'Apprendre',
  title: 'Ce qui s’est passé sur le fil',
  here: 'Cet ordinateur',
  there: 'L’autre bout',
  seenHere: 'Vu ici :',
  out: { observed: 'Envoyé :', inferred: 'Le système a envoyé, forcément :' },
  in: { observed: 'Reçu :', inferred: 'Le système a reçu, forcément :' },
  rung: {
    dnsAsk: 'Quelle adresse a {{host}} ?',
    dnsTell: 'Le serveur de noms répond, après {{ms}}',
    syn: 'SYN : puis-je me connecter ?',
    synAgain: 'SYN, encore, après 1 s, 3 s, …',
    synAck: 'SYN-ACK : oui, et moi ?',
    ack: 'ACK : arrivé',
    rst: 'RST : personne n’écoute ici',
    icmp: 'ICMP : pas de programme sur ce port',
    connected: 'Connecté, après {{ms}}',
    refused: 'Dit au programme : {{code}}',
    gaveUp: 'Abandonné après {{ms}} : {{code}}',
    send: '{{bytes}} octets',
    reply: '{{bytes}} octets en retour, après {{ms}}',
    replyPieces: '{{bytes}} octets en retour, en {{chunks}} morceaux, après {{ms}}',
    silence: 'Pas de réponse à temps',
    fin: 'FIN : j’ai tout dit',
    finThere: 'FIN : moi aussi',
    datagram: 'Datagramme {{number}}, {{bytes}} octets',
    datagramBack: 'Datagramme en retour, {{bytes}} octets, après {{ms}}',
    nothingBack: 'Rien n’est revenu : perdu là-bas, ou au retour',
    tlsHello: 'ClientHello : quels chiffres, quel nom',
    tlsAnswer: 'Certificat et clés, après {{ms}}',
    request: '{{method}} {{path}}',
    response: '{{status}} : {{bytes}} octets, le premier après {{ms}}',
    notSent: 'Pas envoyé, {{bytes}} octets : {{code}}',
  },
  lessonTitle: {
    dashed: 'Traits pointillés',
    handshake: 'Trois paquets avant le premier octet',
    noMessages: 'TCP ne connaît pas de messages',
    ephemeral: 'Votre propre port',
    loopback: '127.0.0.1 et 0.0.0.0',
    nagle: 'Les petits morceaux attendent',
    datagrams: 'Chacun pour soi',
    udpNever: 'Le silence ne prouve rien',
    phases: 'Où va le temps',
    keepAlive: 'La seconde fois est plus rapide',
  },
  lesson: {
    dashed: 'Plein : ce programme l’a vu. Pointillé : le système a dû l’envoyer pour que cela arrive ; un programme comme celui-ci ne voit pas les paquets.',
    handshake: 'Se connecter prend un aller-retour : SYN là-bas, SYN-ACK ici. C’est le système d’en face qui répond, avant que son programme n’en sache rien.',
    noMessages:
      'Ce qui est écrit d’un coup peut arriver en plusieurs morceaux, et deux écritures en un seul. Qui veut des messages doit dire où chacun finit : une longueur devant, ou une fin de ligne derrière.',
    ephemeral:
      'Vous avez demandé le port {{remotePort}} là-bas ; votre système a choisi le port {{port}} ici, n’importe lequel de libre. Les deux ports et les deux adresses ensemble nomment la connexion.',
    loopback: 'Un serveur à 127.0.0.1 n’est joint que de cet ordinateur. À 0.0.0.0 ou :: il écoute à toutes ses adresses, et les autres le joignent aussi.',
    nagle:
      'Sans TCP_NODELAY, un petit morceau attend que le précédent soit acquitté ; et l’autre bout attend jusqu’à 40 ms pour cela. Ensemble, ils font 40 ms de rien.',
    datagrams: 'UDP n’a pas de connexion : ni poignée de main, ni ordre, ni répétition. Chaque datagramme arrive entier, ou pas du tout, ou deux fois.',
    udpNever: 'Un port fermé répond peut-être par ICMP, un pare-feu par rien. Pas de réponse peut vouloir dire : perdu là-bas, perdu au retour, ou personne.',
    phases:
      'Le nom, la connexion et le chiffrement coûtent chacun un aller-retour ou plus, avant même l’envoi de la requête. L’attente est le temps du serveur et un aller-retour de plus.',
    keepAlive: 'Une connexion gardée n’a ni nom à chercher, ni connexion à ouvrir, ni clés à convenir. Répétez la requête pour le voir.',
  },
}

export const experiments: Same<typeof english.experiments> = {
  title: 'Expériences : changer une seule chose',
  run: 'Essayer',
  running: 'En cours…',
  nagle: {
    title: 'Nagle avec et sans',
    text: 'Vingt petits messages par seconde à un serveur qui réfléchit 100 ms : une fois avec TCP_NODELAY, une fois sans.',
    found: 'Avec TCP_NODELAY {{one}}, sans {{other}} (médiane). La différence est l’attente des accusés.',
  },
  once: {
    title: 'Un serveur qui raccroche',
    text: 'Cinq messages à un serveur qui termine la connexion après sa première réponse.',
    found: 'Chaque message a demandé sa propre connexion : {{one}} pour se connecter, chaque fois (médiane).',
  },
  closed: {
    title: 'Un port fermé',
    text: 'Une connexion à un port de cet ordinateur où personne n’écoute.',
    found: 'Le système a dit non en {{one}} : {{code}}. Un pare-feu qui jette n’aurait rien dit.',
  },
  large: {
    title: 'Un datagramme trop grand',
    text: '65508 octets en un datagramme : un de plus que UDP ne peut porter.',
    found: 'Il n’est jamais parti : {{code}}. 65507 octets est le plus, 1200 passent partout.',
  },
  flood: {
    title: 'Plus vite qu’on ne lit',
    text: 'Des datagrammes de 32 ko, 2 000 par seconde pendant deux secondes, à un serveur sur cet ordinateur même.',
    found: '{{one}} sur {{other}} sont revenus. Aucun réseau n’y était pour rien : le reste a été jeté ou retenu dans cet ordinateur.',
  },
  failed: 'Cela n’a pas pu être essayé : {{code}}.',
}
