/** Les mots de la liste, du fil, de la saisie et de la page d’une personne. */
export const conversations = {
  list: {
    label: 'Conversations', search: 'Chercher des gens, des messages', clearSearch: 'Effacer la recherche', new: 'Nouvelle conversation', pinned: 'Épinglées', recent: 'Conversations', requests: 'Demandes', blocked: 'Bloquées',
    open: 'Ouvrir la liste', close: 'Fermer la liste', draft: 'Brouillon :', you: 'Vous :', deleted: 'Message supprimé', none: 'Pas encore de message',
    unread_one: '{{count}} message non lu', unread_many: '{{count}} messages non lus', unread_other: '{{count}} messages non lus', muted: 'En sourdine', pinnedMark: 'Épinglée',
    online: 'Connecté', offline: 'Non connecté', trouble: 'Connexion en difficulté', connecting: 'Connexion en cours',
    people: 'Personnes', messages: 'Messages', noHits: 'Rien trouvé pour « {{query}} »', noHitsHint: 'Essayez moins de lettres, ou un nom.', searching: 'Recherche…',
  },
  empty: {
    noneTitle: 'Aucune conversation pour l’instant', noneText: 'Parlez à quelqu’un par son adresse, ou donnez-lui la vôtre.', pickTitle: 'Choisissez une conversation', pickText: 'Ou commencez-en une avec une adresse : un Palabre répond chiffré, tout programme à sockets brutes répond en texte clair.',
    threadTitle: 'Dites bonjour à {{name}}', threadText: 'Vous seuls pourrez lire. Ce que vous écrivez maintenant arrive dès que {{name}} est joignable.', threadPlain: 'Cette conversation est en clair : tout programme sur le chemin peut la lire.', cleared: 'Masqué. Les messages précédents ne sont cachés que sur cet ordinateur.', loading: 'Chargement…',
  },
  header: {
    person: 'À propos de {{name}}', encrypted: 'Chiffré', encryptedVerified: 'Chiffré, vérifié', plain: 'Non chiffré', verified: 'Vérifié', direct: 'direct', plainPath: 'TCP brut',
    rtt: 'Aller-retour {{time}}', rttNone: 'Aller-retour non mesuré', more: 'Plus', mute: 'Mettre en sourdine', unmute: 'Réactiver le son', pin: 'Épingler', unpin: 'Désépingler', clear: 'Masquer les messages jusqu’ici', date: 'Aller à une date…', leave: 'Se déconnecter', reconnect: 'Se reconnecter', about: 'À propos de cette personne…', aboutPlain: 'À propos de cette conversation…', block: 'Bloquer', unblock: 'Débloquer', forget: 'Oublier…', ping: 'Mesurer l’aller-retour',
    address: 'Adresse : {{address}}', noAddress: 'Aucune adresse connue',
  },
  link: {
    open: 'Connecté', offline: 'Non connecté', offlinePlain: 'Fermée', waiting: 'Injoignable pour l’instant', connecting: 'Connexion…', unstable: 'Silencieux depuis 20 secondes, peut-être parti', 'key-changed': 'La clé a changé', nextTry_one: 'nouvel essai dans {{count}} seconde', nextTry_many: 'nouvel essai dans {{count}} secondes', nextTry_other: 'nouvel essai dans {{count}} secondes', retryNow: 'Essayer maintenant', attempts: 'Adresses essayées', pending: 'essai…', connected: 'connecté', cancelled: 'inutile', inMs: 'après {{time}}', whenBack: 'Ce que vous écrivez est gardé et envoyé au retour de la connexion.', theyDial: 'Cette connexion a été ouverte depuis un port qui n’existait que pour elle : on ne peut pas la rappeler.', resolving: 'Recherche du nom…',
  },
  thread: {
    label: 'Messages avec {{name}}', unread: 'Nouveaux messages', toNewest: 'Aller au dernier message', newMessages_one: '{{count}} nouveau message', newMessages_many: '{{count}} nouveaux messages', newMessages_other: '{{count}} nouveaux messages', typing: '{{name}} écrit…', you: 'Vous', toUnread: 'Premier non lu', loadingOlder: 'Chargement des messages précédents…', begin: 'Votre conversation commence ici.', arrived: '{{name}} : {{text}}',
  },
  message: {
    queued: 'En attente', sent: 'Envoyé', delivered: 'Distribué', read: 'Lu', failed: 'Non envoyé', received: 'Reçu', pending: 'Enregistrement…', edited: 'modifié', editedAt: 'Modifié {{time}}', late: 'en retard', lateAt: 'Écrit {{sent}}, arrivé {{received}}', deleted: 'Message supprimé', retry: 'Réessayer', replyTo: 'Répondre à {{name}}', replyGone: 'un message qui n’est plus là', reply: 'Répondre', react: 'Réagir', edit: 'Modifier', delete: 'Supprimer', copy: 'Copier le texte', more: 'Actions du message', reactedMe: '{{emoji}} de vous ; retirer', reactedThem: '{{emoji}} de {{name}} ; ajouter le vôtre', reactedBoth: '{{emoji}} de vous et de {{name}} ; retirer le vôtre', save: 'Enregistrer', cancel: 'Annuler', editing: 'Modifier votre message', editHint: 'Entrée enregistre, Échap annule', block: 'Code',
  },
  notice: {
    joined: '{{address}} est arrivé', left: '{{address}} est parti', 'line-too-long': 'Une ligne dépassait 64 Kio ({{bytes}} octets) ; la suite a été jetée.', 'line-too-longUnknown': 'Une ligne dépassait 64 Kio ; la suite a été jetée.', 'key-changed': 'La clé de sécurité a changé. Comparez à nouveau le numéro de sécurité.', 'messages-lost': 'Certains messages n’ont pas pu être lus et sont perdus.', fin: 'L’autre côté a dit n’avoir plus rien à envoyer (FIN).',
  },
  composer: {
    label: 'Message à {{name}}', placeholder: 'Écrivez un message, ou / pour les commandes', placeholderNone: 'Tapez /join HÔTE PORT pour parler à quelqu’un', placeholderPlain: 'Écrivez une ligne de texte, ou / pour les commandes', send: 'Envoyer', emoji: 'Émojis', replying: 'Réponse à {{name}}', cancelReply: 'Annuler la réponse', blocked: 'Vous avez bloqué {{name}}. Rien n’est envoyé ni reçu.', keyChanged: 'Rien n’est envoyé tant que vous n’avez pas décidé pour la clé.', request: 'Répondre accepte la demande.', closed: 'Cette connexion est fermée. Ce que vous avez écrit reste ici.', lineEnd: 'Fin de ligne', lf: 'LF  \\n', crlf: 'CR LF  \\r\\n', none: 'Rien', lineEndHint: 'Ce qui est envoyé après chaque message', tooLong: 'Trop long de {{count}} caractères', commands: 'Commandes', hintEnter: 'Entrée envoie, Maj+Entrée va à la ligne', hintCtrlEnter: 'Ctrl+Entrée envoie, Entrée va à la ligne',
  },
  emoji: { label: 'Émojis', faces: 'Visages', hands: 'Mains et cœurs', things: 'Objets', signs: 'Signes' },
  command: {
    join: 'Se connecter à une adresse', msg: 'Ouvrir la conversation avec quelqu’un de connu', nick: 'Changer de pseudonyme', who: 'Qui est connecté maintenant', ping: 'Mesurer l’aller-retour', clear: 'Masquer les messages jusqu’ici', quit: 'Fermer la connexion de cette conversation', help: 'Ce que l’on peut taper ici',
    arg: { HOST: 'HÔTE', PORT: 'PORT', NAME: 'NOM', TEXT: 'TEXTE' },
    problem: { 'unknown-command': '/{{command}} n’est pas une commande. Tapez /help pour les voir. Pour envoyer un texte qui commence par une barre, tapez-en deux.', 'missing-argument': 'Il manque {{argument}} : {{usage}}', 'too-many-arguments': '« {{argument}} » est de trop : {{usage}}', 'bad-port': '« {{argument}} » n’est pas un port. Un port est un nombre de 1 à 65535 : {{usage}}', 'bad-address': '« {{argument}} » n’est ni une adresse ni un nom : {{usage}}' },
    noConversation: 'Ouvrez d’abord une conversation', pong: 'Aller-retour avec {{name}} : {{time}}', renamed: 'Vous êtes maintenant {{name}}', nobody: 'Personne n’est connecté maintenant', connected: 'Connectés maintenant : {{names}}', close: 'Fermer',
  },
  help: { title: 'Commandes et touches', commands: 'Commandes', keys: 'Touches', new: 'Nouvelle conversation', search: 'Chercher', switch: 'Conversation précédente ou suivante', editLast: 'Modifier mon dernier message (saisie vide)', actions: 'Actions du message (sur un message)', close: 'Fermer, annuler', send: 'Envoyer', line: 'Aller à la ligne' },
  request: { title: '{{name}} veut vous parler', text: 'Vous ne connaissez pas encore cette personne. Elle ne saura ni que vous êtes là ni que vous avez lu, tant que vous n’acceptez pas et ne répondez pas.', textPlain: 'Un programme à l’adresse {{address}} a ouvert une connexion en clair. Répondre l’accepte.', accept: 'Accepter', block: 'Bloquer', forget: 'Supprimer' },
  key: {
    softTitle: 'Une autre clé répond pour {{name}}', softText: 'Cela arrive après un nouvel ordinateur ou un nouveau profil ; cela peut aussi être quelqu’un entre vous. Rien n’est envoyé tant que vous n’avez pas décidé.', hardTitle: 'Ce n’est pas le {{name}} que vous avez vérifié', hardText: 'Quelqu’un d’autre répond à cette adresse, ou {{name}} a une nouvelle clé. Ne continuez pas avant d’avoir demandé à {{name}} de vive voix ou par téléphone. Rien n’est envoyé.', accept: 'Parler avec la nouvelle clé', acceptHard: 'J’ai vérifié : utiliser la nouvelle clé', refuse: 'Garder l’ancienne clé', offered: 'Nouvelle clé : {{id}}',
  },
  banner: { plain: 'Non chiffré : tout le monde sur le réseau peut lire et modifier cette conversation.', blocked: 'Bloqué. {{name}} ne peut pas vous joindre.', unblock: 'Débloquer', storage: 'Les messages ne peuvent pas être enregistrés pour l’instant.' },
  join: {
    title: 'Nouvelle conversation', text: 'L’adresse d’un Palabre, ou de tout programme qui parle TCP.', host: 'Adresse ou nom', hostHint: '192.168.1.42, 192.168.1.42:3000, [fd00::1]:3000 ou un nom', port: 'Port', connect: 'Se connecter', cancel: 'Annuler', open: 'Ouvrir la conversation', connecting: 'Connexion à {{address}}…', connected: 'Connecté à {{name}}', connectedSecure: 'Chiffré : un Palabre a répondu.', connectedPlain: 'Texte clair : un programme sans chiffrement a répondu.', failed: 'Pas de connexion', again: 'Réessayer', needHost: 'Tapez une adresse ou un nom', needPort: 'Un port est un nombre de 1 à 65535', tried: 'Adresses essayées',
  },
  date: { title: 'Aller à une date', label: 'Date', go: 'Aller', cancel: 'Annuler' },
  person: {
    title: 'À propos de {{name}}', identity: 'Identité', identityHint: 'L’empreinte de la clé d’où viennent les messages de cette personne.', copyIdentity: 'Copier l’identité', safety: 'Numéro de sécurité', safetyHint: 'Comparez ces chiffres avec {{name}}, de vive voix ou par téléphone. Si les deux écrans montrent les mêmes, personne n’est entre vous.', safetyOffline: 'Le numéro de sécurité apparaît une fois que vous avez été connectés.', verify: 'Ce sont les mêmes', unverify: 'Ne plus vérifier', verified: 'Vérifié', notVerified: 'Non vérifié', qr: 'Numéro de sécurité en code QR', plainTitle: 'Pas d’identité', plainText: 'Un programme en texte clair ne dit pas qui il est : il n’y a que son adresse, et n’importe qui à cette adresse se ressemble.', address: 'Adresse', addressNone: 'Aucune connue', copyAddress: 'Copier l’adresse', note: 'Note', noteHint: 'Visible de vous seul', lastSeen: 'Vu {{time}}', since: 'Connu depuis {{time}}', never: 'Pas encore vu', mute: 'Aucune notification de cette conversation', block: 'Bloquer', unblock: 'Débloquer', forget: 'Oublier', forgetHint: 'Retire la conversation et tous ses messages de cet ordinateur.', close: 'Fermer', link: 'Connexion',
  },
  toast: { deleted: 'Message supprimé', cleared: 'Messages masqués', blocked: '{{name}} est bloqué', forgotten: '{{name}} est oublié', undo: 'Annuler', copied: 'Copié' },
} as const
