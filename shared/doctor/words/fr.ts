export const fr = {
  program: {
    palabre: 'un Palabre',
    http: 'un serveur HTTP',
    ssh: 'un serveur SSH',
    tls: 'un serveur qui veut du TLS',
    'mail-or-ftp': 'un serveur de courrier ou FTP',
    text: 'un programme qui envoie du texte',
    binary: 'un programme qui envoie des données binaires',
    silent: 'un programme qui ne dit rien',
  },
  /** La même chose, de son propre ordinateur : il n'y a personne à qui demander. */
  here: {
    refused: {
      what: 'Rien n’écoute sur le port {{port}} de cet ordinateur.',
      next: 'Lancez le programme qui doit y écouter, ou vérifiez son port et l’adresse où il écoute.',
    },
    'no-answer': {
      what: 'Personne n’a répondu à {{host}}, et c’est pourtant cet ordinateur.',
      next: 'Un pare-feu ici jette ce qui est envoyé : autorisez-y le port {{port}}.',
    },
    cut: {
      what: 'Ce qui écoute sur le port {{port}} de cet ordinateur coupe aussitôt toute connexion.',
      next: 'Voyez ce que dit ce programme : il échoue peut-être en acceptant.',
    },
    'wrong-program': {
      what: 'Autre chose répond sur le port {{port}} de cet ordinateur : {{program}}.',
      next: 'Vérifiez sur quel port votre Palabre écoute ; c’est écrit sur sa fiche.',
    },
    inconclusive: {
      what: 'Ce qui a été vu ne dit pas ce qui ne va pas.',
      next: 'Voyez ce que dit le programme qui écoute sur le port {{port}} de cet ordinateur.',
    },
  },
  verdict: {
    'all-well': {
      what: 'Tout va bien : {{name}} est joignable, et vous joint.',
      next: 'Si des messages attendent encore, redémarrez Palabre des deux côtés.',
    },
    reachable: {
      what: '{{name}} est joignable d’ici. L’autre sens n’a pas été testé depuis là-bas.',
      next: 'Demandez à {{name}} de lancer aussi le docteur, ou acceptez-vous l’un l’autre : le rappel devient alors possible.',
    },
    offline: { what: 'Cet ordinateur n’a pas de réseau.', next: 'Vérifiez le Wi-Fi ou le câble.' },
    'no-listener': { what: 'Votre propre Palabre n’écoute pas : personne ne peut vous joindre.', next: 'Choisissez un autre port dans Réglages, Réseau.' },
    'local-only': {
      what: 'Votre Palabre n’écoute que sur cet ordinateur (port {{ownPort}}) : les autres ne peuvent pas se connecter.',
      next: 'Faites-le écouter sur toutes les interfaces, dans Réglages, Réseau.',
    },
    'name-unknown': { what: 'Le nom {{host}} n’existe pas.', next: 'Vérifiez comment il s’écrit, ou prenez l’adresse en chiffres.' },
    'names-silent': { what: 'Le serveur de noms n’a pas répondu pour {{host}}.', next: 'Prenez l’adresse en chiffres.' },
    'own-address': { what: 'C’est votre propre adresse.', next: 'Demandez la sienne à {{name}}.' },
    'no-way': {
      what: 'Cet ordinateur n’a pas de route vers {{host}}.',
      next: 'Essayez une adresse IPv4, rejoignez le même réseau, ou coupez le VPN.',
    },
    'stopped-here': {
      what: 'Un pare-feu sur cet ordinateur arrête ce qu’il envoie.',
      next: 'Autorisez Palabre à se connecter aux autres, dans le pare-feu de cet ordinateur.',
    },
    'local-network-denied': {
      what: 'macOS n’a pas autorisé cette app à utiliser le réseau local.',
      next: 'Ouvrez Réglages Système, Confidentialité et sécurité, Réseau local, et autorisez Palabre.',
    },
    isolated: {
      what: 'Ce Wi-Fi sépare les appareils (réseau invité, ou isolation des clients).',
      next: 'Prenez un autre Wi-Fi ou un partage de connexion, ou demandez à qui le gère de couper l’isolation.',
    },
    'nobody-there': {
      what: 'Aucun appareil ne répond à {{host}} : il est éteint, ou a une nouvelle adresse.',
      next: 'Demandez à {{name}} l’adresse que son Palabre montre maintenant.',
    },
    unreachable: {
      what: 'Un routeur dit que {{host}} est injoignable.',
      next: 'Vérifiez l’adresse ; si elle est dans un autre bâtiment ou un VPN, ce réseau est peut-être en panne.',
    },
    refused: {
      what: 'L’ordinateur de {{name}} est allumé et a répondu : rien n’écoute sur le port {{port}} (ou un pare-feu répond à sa place).',
      next: 'Demandez à {{name}} d’ouvrir Palabre et de vérifier qu’il écoute sur le port {{port}}.',
    },
    rejected: {
      what: 'L’ordinateur de {{name}} est allumé, mais un pare-feu rejette les connexions au port {{port}}.',
      next: '{{name}} doit y autoriser le port {{port}}. Sous Linux : sudo ufw allow {{port}}/tcp',
    },
    'their-firewall': {
      what: 'Le pare-feu de {{name}} jette en silence les connexions au port {{port}}.',
      next: '{{name}} doit l’y autoriser. Sous Linux : sudo ufw allow {{port}}/tcp. Sous Windows, autorisez Palabre sur ce type de réseau.',
    },
    'no-answer': {
      what: 'Personne n’a répondu à {{host}}. Un pare-feu jette ce qui est envoyé, l’adresse est fausse, ou l’ordinateur est éteint.',
      next: 'Demandez à {{name}} si l’ordinateur est allumé et a cette adresse, puis d’y lancer le docteur.',
    },
    cut: {
      what: 'Ce qui écoute à {{host}}, port {{port}}, coupe aussitôt toute connexion.',
      next: 'Demandez à {{name}} d’y redémarrer le programme ; il est peut-être complet, ou vous a bloqué.',
    },
    'text-program': {
      what: '{{name}}, port {{port}}, est joignable : ce n’y est pas un Palabre, mais {{program}}.',
      next: 'On peut lui parler, sans chiffrement : /join {{host}} {{port}}. Si un Palabre doit y écouter, vérifiez le port.',
    },
    'wrong-program': {
      what: 'Autre chose répond sur le port {{port}} : {{program}}.',
      next: 'Demandez à {{name}} sur quel port Palabre écoute ; c’est écrit sur sa fiche.',
    },
    'wrong-version': { what: 'Le Palabre de {{name}} parle une autre version du protocole ({{version}}).', next: 'Mettez Palabre à jour des deux côtés.' },
    'wrong-key': {
      what: 'Quelqu’un d’autre répond à {{host}}, port {{port}} : la clé n’est pas celle de {{name}}.',
      next: 'Demandez de vive voix à {{name}} son adresse actuelle, ou si sa clé est nouvelle.',
    },
    'my-firewall': {
      what: 'Votre ordinateur bloque les connexions entrantes : {{name}} n’a pas pu joindre votre port {{ownPort}}.',
      next: 'Autorisez-le ici. Sous Linux : sudo ufw allow {{ownPort}}/tcp. Sous Windows, mettez le réseau en Privé et autorisez Palabre.',
    },
    'behind-router': {
      what: 'Un routeur est entre vous : les autres vous voient comme {{seenAs}}, et n’y atteignent pas votre port {{ownPort}}.',
      next: 'Vous pouvez toujours vous connecter. Pour l’autre sens, redirigez le port dans le routeur.',
    },
    'router-rewrites': {
      what: 'Un routeur change votre port à chaque contact ; les appels directs de l’extérieur échoueront.',
      next: 'Connectez-vous vous-même aux autres, ou redirigez le port dans le routeur.',
    },
    'udp-blocked': {
      what: 'Les messages passent ; les appels et les tests rapides non : UDP est bloqué.',
      next: 'Demandez à qui gère le réseau, ou le pare-feu d’un côté ou de l’autre, de laisser passer UDP.',
    },
    'large-lost': {
      what: 'Les petits paquets passent, les gros disparaissent (MTU) : {{bytes}} octets sont revenus, {{lost}} non.',
      next: 'Cherchez la limite avec le test MTU, et tenez les datagrammes à {{bytes}} octets.',
    },
    'busy-line': {
      what: 'Votre ligne va bien tant qu’elle n’est pas occupée : {{idleMs}} deviennent {{loadedMs}} (bufferbloat).',
      next: 'Suspendez les envois pendant que vous parlez, ou activez SQM ou QoS dans le routeur.',
    },
    inconclusive: { what: 'Ce qui a été vu ne dit pas ce qui ne va pas.', next: 'Demandez à {{name}} de lancer aussi le docteur, et comparez.' },
  },
} as const
