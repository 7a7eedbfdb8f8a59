/**
 * Every word the product says, in English. Another language is another object of this type, so a
 * forgotten sentence is a type error. Functions take what the sentence is about; they, not the
 * components, know how a plural is made.
 */
const number = new Intl.NumberFormat('en-GB');
const plural = (count: number, one: string, many: string) =>
  `${number.format(count)} ${count === 1 ? one : many}`;

/** A sentence with names in it. */
export type Line = readonly (string | { readonly name: string })[];
const name = (text: string) => ({ name: text });
const listed = (all: readonly string[]): Line =>
  new Intl.ListFormat('en-GB')
    .formatToParts(all)
    .map((part) => (part.type === 'element' ? name(part.value) : part.value));

export const en = {
  locale: 'en-GB',
  direction: 'ltr' as 'ltr' | 'rtl',
  product: 'Cruddur',
  productTitle: 'Cruddur Messages',
  /** The tab's title: how much is unread, where one is. */
  pageTitle: (unread: number, place: string | null) =>
    `${unread > 0 ? `(${number.format(unread)}) ` : ''}${place ? `${place}, Cruddur` : 'Cruddur Messages'}`,

  time: {
    locale: 'en-GB',
    now: 'now',
    today: 'Today',
    yesterday: 'Yesterday',
    minutes: (count: number) => `${count} min`,
  },

  landing: {
    signIn: 'Sign in',
    signUp: 'Make an account',
    failed: 'Signing in did not work out. Nothing is lost; try it once more.',
    headline: 'A pause is not the end',
    comma: ',',
    lead: 'Cruddur Messages is a quiet place to write to the people you know. No feed, no audience. What you say arrives once, in order, and waits for you on every device.',
    picture: 'A conversation, annotated',
    specimen: {
      day: 'Sunday',
      name: 'Inês Carvalho',
      question: 'Are you still coming, or has the rain won?',
      questionTime: '10:02',
      answer: 'The rain is winning. I am coming.',
      request: 'Keep me the chair by the stove.',
      state: 'Sent at 10:09',
      quiet: 'Later that morning',
      reply: 'Already argued over. It is yours.',
      replyTime: '10:41',
      noteOnce: 'Sent once, however bad the signal on the train',
      noteQuiet: 'Nothing hurries you',
      noteOrder: 'In order, to the last line and back to the first',
    },
    points: [
      {
        head: 'Nothing is lost',
        text: 'Write on a bad line; it waits, retries and lands exactly once.',
      },
      {
        head: 'Nothing is cut off',
        text: 'Every conversation goes back to its first line, however long ago that was.',
      },
      {
        head: 'Nothing watches',
        text: 'No feed, no counting of eyes, and no script from anywhere else.',
      },
    ],
  },

  navigation: {
    label: 'Main',
    home: 'Cruddur, home',
    messages: 'Messages',
    search: 'Search',
    you: 'You',
    unread: (count: number) => plural(count, 'unread message', 'unread messages'),
    /** A badge has room for two figures. */
    badge: (count: number) => (count > 99 ? '99+' : number.format(count)),
    signOut: 'Sign out',
    settings: 'Settings',
    skip: 'Skip to the conversation',
  },

  account: {
    open: (name: string) => `You, ${name}: account and theme`,
    menu: 'Your account',
    theme: 'Theme',
    themes: { system: 'Like the device', light: 'Light', dark: 'Dark' },
    settings: 'Settings',
    copyHandle: 'Copy my handle',
    copied: 'Handle copied',
    signOut: 'Sign out',
    signOutFailed: 'Signing out did not work. Try again.',
    unsentTitle: 'Sign out and lose what was not sent?',
    unsentText: (count: number) =>
      `${plural(count, 'message has', 'messages have')} not gone out yet. Signing out deletes everything this device keeps for you.`,
    stay: 'Stay signed in',
    signOutAnyway: 'Sign out anyway',
  },

  settings: {
    title: 'Settings',
    loading: 'Fetching your settings',
    loadFailed: 'Your settings did not load.',
    failed: 'That was not saved. Try again.',
    save: 'Save',
    cancel: 'Cancel',
    saved: (label: string) => `${label} saved`,
    profile: 'Profile',
    name: 'Name',
    nameAbout: 'Changes everywhere at once, in old messages too',
    handle: 'Handle',
    handleAbout: 'It signs you in, too. The old one stays nobody’s for 30 days',
    email: 'E-mail',
    emailAbout: 'Nobody sees it but you',
    privacy: 'Privacy',
    privacyAside: 'what others are told',
    showsReading: 'Show when I have read',
    showsReadingAbout:
      'Off: nobody learns how far you have read. You still see what others choose to show',
    showsPresence: 'Show when I am here',
    showsPresenceAbout: 'The dot beside your monogram, and “Here now”',
    appearance: 'Appearance',
    themeAbout: 'On this device',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
    /** Why something was not saved, by the code of the refusal. */
    refusals: {
      handle_taken: 'Somebody has this handle, or had it in the last 30 days.',
      handle_invalid:
        'A handle is 1 to 30 of a to z, 0 to 9, dot, hyphen and underscore, with a letter or digit at both ends.',
      display_name_invalid: 'A name has 1 to 60 characters.',
      too_many_requests: 'That was a lot of changes. Wait a moment.',
      unreached: 'The server does not answer. Try again.',
    } as Record<string, string>,
  },

  notifications: {
    title: 'Notifications',
    desktop: 'Tell me of new messages',
    about: {
      default: 'On this device, while the conversation is not before you',
      granted: 'On this device, while the conversation is not before you',
      denied: 'Your browser does not allow it. Its settings for this site can change that',
      unsupported: 'This browser has no notifications for this page',
    },
    offer: 'Something came while you were elsewhere. Shall this device tell you next time?',
    turnOn: 'Tell me',
    notNow: 'Not now',
    titleGroup: (name: string, title: string) => `${name} in ${title}`,
    body: (text: string) => (text.length > 200 ? `${text.slice(0, 199)}…` : text),
  },

  connection: {
    offline: 'You are offline. What you write waits here and goes out when the line is back.',
    unreachable: 'The server does not answer. What you write waits here and goes out when it does.',
    tryNow: 'Try now',
  },

  inbox: {
    title: 'Messages',
    label: 'Inbox',
    list: 'Conversations',
    newConversation: 'New conversation',
    loading: 'Loading conversations',
    loadingMore: 'Loading older conversations',
    you: 'You:',
    draft: 'Draft:',
    notSent: 'Not sent:',
    sending: 'Sending:',
    unread: (count: number) => `${number.format(count)} unread`,
    people: (count: number) => plural(count, 'person', 'people'),
    handle: (handle: string) => `@${handle}`,
    here: 'here now',
    isWriting: (name: string) => `${name} is writing`,
    someoneIsWriting: 'Someone is writing',
    youDeleted: 'You deleted a message',
    theyDeleted: (name: string) => `${name} deleted a message`,
    someoneDeleted: 'A message was deleted',
    membersChanged: 'The members changed',
    renamed: (title: string) => `The title is now ${title}`,
    empty: 'Nobody has written yet, and neither have you.',
    write: 'Write to someone',
    failed: 'The conversations did not load.',
    failedMore: 'The older ones did not load.',
    tryAgain: 'Try again',
    /** What stands in [brackets] is a key. */
    keys: '[J] and [K] move here, [Enter] opens',
  },

  pane: {
    label: 'Conversation',
    choose: 'Pick up where you left off',
    chooseText: 'Choose a conversation from the list, or begin another.',
    first: 'Every conversation starts with one line',
    firstText: 'Look somebody up by name or handle. They see nothing until you send.',
  },

  conversation: {
    label: 'Conversation',
    log: (name: string) => `Messages with ${name}`,
    logGroup: (title: string) => `Messages in ${title}`,
    back: 'Back to messages',
    loading: 'Loading messages',
    loadingOlder: 'Loading older messages',
    olderFailed: 'Older messages did not load.',
    newerFailed: 'Newer messages did not load.',
    placeMissing: 'That message is not in this conversation.',
    beginning: (name: string) => `This is where you and ${name} began.`,
    beginningGroup: (title: string) => `This is where ${title} began.`,
    people: (count: number) => plural(count, 'person', 'people'),
    members: (names: readonly string[]) =>
      new Intl.ListFormat('en-GB', { style: 'long', type: 'conjunction' }).format(names),
    you: 'you',
    here: 'Here now',
    areWriting: (names: readonly string[]): Line =>
      names.length > 2
        ? ['Several people are writing']
        : [...listed(names), names.length === 1 ? ' is writing' : ' are writing'],
    newMessages: (count: number) => plural(count, 'new message', 'new messages'),
    jump: 'Jump to the newest',
    jumpNew: (count: number) => `${number.format(count)} new`,
    yourMessage: (time: string) => `You, ${time}`,
    theirMessage: (name: string, time: string) => `${name}, ${time}`,
    arrived: (name: string, body: string) => `${name}: ${body}`,
    edited: 'edited',
    deletedByYou: 'You deleted this message',
    deletedBy: (name: string) => `${name} deleted this message`,
    /** Quiet lines. Names are parts of their own: they are set upright, and each in its direction. */
    added: (who: string, whom: readonly string[]): Line => [name(who), ' added ', ...listed(whom)],
    joined: (who: string): Line => [name(who), ' joined'],
    removed: (who: string, whom: readonly string[]): Line => [
      name(who),
      ' removed ',
      ...listed(whom),
    ],
    left: (who: string): Line => [name(who), ' left'],
    renamed: (who: string, title: string): Line => [
      name(who),
      ' changed the title to ',
      name(title),
    ],
    madeOwner: (who: string, whom: readonly string[]): Line => [
      name(who),
      ' made ',
      ...listed(whom),
      ' an owner',
    ],
    madeMember: (who: string, whom: readonly string[]): Line => [
      name(who),
      ' made ',
      ...listed(whom),
      ' a member again',
    ],
    steppedDown: (who: string): Line => [name(who), ' is a member again'],
    changed: (who: string): Line => [name(who), ' changed the conversation'],
    sent: 'Sent',
    delivered: 'Delivered',
    seen: 'Seen',
    seenByAll: 'Seen by everyone',
    seenBy: (names: readonly string[]): Line => [
      'Seen by ',
      ...(names.length > 4
        ? [...listed(names.slice(0, 3)), ` and ${names.length - 3} others`]
        : listed(names)),
    ],
    answers: 'In answer to ',
    quoteGone: 'This message was deleted',
    sending: 'Sending',
    waiting: (count: number) =>
      count === 1 ? 'Waiting for a connection' : `${number.format(count)} waiting for a connection`,
    notSent: (reason: string) => `Not sent: ${reason}`,
    tryAgain: 'Try again',
    delete: 'Delete',
    failedTitle: 'This conversation did not open',
    failedText:
      'The server answered, but not with your messages. Nothing you wrote is lost; your draft is still on this device.',
    failedOffline:
      'There is no line to the server. Nothing you wrote is lost; your draft is still on this device.',
    failedDetail: (detail: string) => `${detail}, trying again by itself`,
    details: 'Details',
    removedTitle: 'You are not in this group any more',
    removedText:
      'You left it, or an owner took you out. What was said stays with those who are in it.',
    missingTitle: 'There is no such conversation',
    missingText: 'The address may be mistyped, or the conversation is not yours to read.',
    backToMessages: 'Back to messages',
  },

  message: {
    reply: 'Reply',
    more: (name: string) => `What to do with the message of ${name}`,
    react: 'React',
    actions: {
      react: 'React',
      reply: 'Reply',
      copy: 'Copy text',
      who: 'Who reacted',
      versions: 'What it said before',
      edit: 'Edit',
      delete: 'Delete for everyone',
    },
    reacted: (emoji: string, names: readonly string[], isMine: boolean) =>
      `${emoji} ${names.length}: ${names.join(', ')}. ${isMine ? 'Take yours back' : 'React with it too'}`,
    reactFailed: 'The reaction was not stored. Try again.',
    tooManyReactions: 'This message carries as many reactions as it can.',
    whoTitle: 'Who reacted',
    versionsTitle: 'What this message has said',
    versionsFailed: 'The earlier texts could not be read. Try again.',
    versionsNow: 'Now',
    showVersions: 'edited: show what it said before',
    close: 'Close',
    copied: 'Text copied',
    copyFailed: 'The browser did not allow copying.',
    deleteTitle: 'Delete this message for everyone?',
    deleteText: 'Its words are gone for all of you. A line stays and says that there was one.',
    keep: 'Keep it',
    deleteForAll: 'Delete for everyone',
    deleteFailed: 'Deleting did not work. Try again.',
    notReached: 'That message is too far up to go to from here.',
    replyingTo: 'Replying to',
    stopReplying: 'Do not reply to this',
    editing: 'Editing your message',
    stopEditing: 'Leave the message as it was',
    editFailed: 'The change was not stored. Try again.',
    editConflict:
      'The message was changed elsewhere meanwhile. Save once more to replace that, or leave it.',
    editGone: 'The message is gone meanwhile; there is nothing left to change.',
    undo: 'Undo',
    undone: 'Taken back',
    undoFailed: 'Taking it back did not work. It can still be deleted.',
  },

  emoji: {
    title: 'Choose an emoji',
    search: 'Search emoji',
    recent: 'Used last',
    found: 'Found',
    none: 'No emoji is called that.',
    groups: {
      0: 'Faces and feelings',
      1: 'People',
      3: 'Animals and nature',
      4: 'Food and drink',
      5: 'Places and travel',
      6: 'Activities',
      7: 'Things',
      8: 'Signs',
      9: 'Flags',
    },
  },

  composer: {
    emoji: 'Put in an emoji',
    label: 'Write a message',
    message: 'Message',
    placeholder: (name: string) => `Message ${name}`,
    send: 'Send',
    save: 'Save the change',
    left: 'characters left',
    count: (left: number) => number.format(left).replace('-', '−'),
    tooLong: (over: number) =>
      `${plural(over, 'character', 'characters')} too long. Shorten it to send.`,
    keys: '[Enter] sends, [Shift Enter] breaks the line',
  },

  search: {
    title: 'Search',
    pageTitle: (query: string) => (query === '' ? 'Search' : `${query}, search`),
    field: 'Search people and messages',
    placeholder: 'People and messages',
    clear: 'Clear',
    people: 'People',
    today: 'Today',
    week: 'This week',
    messages: (count: number) => plural(count, 'message', 'messages'),
    you: 'You',
    inGroup: (name: string) => `in ${name}`,
    start: 'What was it somebody said?',
    startText: 'A name, a word, or part of one. Only your own conversations are searched.',
    nothing: (query: string) => `Nothing holds “${query}”`,
    nothingText: 'Try fewer words, or the beginning of one.',
    failed: 'The search did not work',
    failedText: 'Nothing is lost. Try it once more.',
    tooMany: 'That was a lot of questions at once. Try again in a moment.',
    tryAgain: 'Try again',
    more: 'Show older',
    loadingMore: 'Loading older messages',
    loading: 'Searching',
    found: (count: number) => plural(count, 'result', 'results'),
  },

  newConversation: {
    title: 'New conversation',
    cancel: 'Cancel',
    to: 'To',
    who: 'To whom',
    placeholder: 'Name or @handle',
    peopleYouWriteTo: 'People you write to',
    peopleFound: 'People found',
    everyoneElse: 'Everyone else',
    nobody: (query: string) => `Nobody is called “${query}” here.`,
    nobodyText: 'Try part of the name, or the whole handle.',
    start: 'Begin with a name or a handle.',
    failed: 'The search did not work.',
    tryAgain: 'Try again',
    noSuchPerson: (handle: string) => `Nobody has the handle @${handle}`,
    noSuchPersonText:
      'Handles are unique, and this one is free. Look the person up by name instead.',
    yourself: 'That is your own handle',
    yourselfText: 'A conversation needs somebody else. Look them up by name or handle.',
    lookUp: 'Look somebody up',
    pendingPreview: 'New conversation',
    several: 'Begin a group',
    severalText: 'Several people, one title, one log',
    groupTitle: 'New group',
    chosenPeople: 'Chosen',
    chosen: (name: string) => `${name} is chosen`,
    dropped: (name: string) => `${name} is not chosen any more`,
    drop: (name: string) => `Let ${name} go`,
    isInside: 'in the group already',
    groupName: 'Title',
    groupNamePlaceholder: 'Optional for a group',
    chooseTwo: 'Choose two people or more.',
    chooseOneMore: 'One more makes a group.',
    writeTo: (name: string) => `Write to ${name}`,
    begin: 'Begin',
    beginAgain: 'Try again',
    emptyTitle: (name: string) => `Say the first thing to ${name}`,
    emptyText: 'They see nothing until you send.',
  },

  panel: { back: 'Back', close: 'Close' },

  person: {
    details: 'Details',
    gone: 'This person is gone',
    copyHandle: 'Copy the handle',
  },

  group: {
    details: 'Group details',
    members: 'Members',
    you: '(you)',
    owner: 'Owner',
    title: 'Title',
    rename: 'Change the title',
    save: 'Save',
    cancel: 'Cancel',
    more: (name: string) => `What to do with ${name}`,
    actions: {
      'make-owner': 'Make owner',
      'make-member': 'Make a member again',
      remove: 'Remove from the group',
    },
    stepDown: 'Be a member again',
    removeTitle: (name: string) => `Remove ${name} from the group?`,
    removeText: 'They can neither read nor write here any more. An owner can bring them back.',
    keep: 'Keep them',
    add: 'Add people',
    addThem: (count: number) => (count > 1 ? `Add ${number.format(count)} people` : 'Add'),
    leave: 'Leave the group',
    leaveTitle: (title: string) => `Leave ${title}?`,
    leaveText: 'You can neither read nor write here any more, until an owner brings you back in.',
    leaveOwnerText:
      'You are the only owner: the one who has been there longest becomes owner. You can neither read nor write here any more, until an owner brings you back in.',
    stay: 'Stay',
    /** What those who listen are told. */
    renamed: (title: string) => `The title is now ${title}`,
    added: (names: readonly string[]) =>
      `${new Intl.ListFormat('en-GB').format(names)} added to the group`,
    madeOwner: (name: string) => `${name} is an owner now`,
    madeMember: (name: string) => `${name} is a member again`,
    removed: (name: string) => `${name} is not in the group any more`,
    left: (title: string) => `You left ${title}`,
    /** A title for a group that was given none. */
    titleOf: (names: readonly string[], others: number) =>
      new Intl.ListFormat('en-GB').format(
        others > 0 ? [...names, plural(others, 'other', 'others')] : names,
      ),
    failed: 'That did not work. Try again.',
    /** Why something was not done, by the code of the refusal. */
    refusals: {
      unreached: 'The server does not answer. Try again.',
      unavailable: 'The server cannot do that just now. Try again.',
      outcome_unknown: 'The server cannot tell whether that was done. Trying again is safe.',
      too_many_requests: 'That was a lot at once. Wait a moment, then try again.',
      title_invalid: 'A title has 1 to 60 characters.',
      group_full: 'At most 256 people fit into a group.',
      owner_only: 'Only owners may do that, and you are none any more.',
      last_owner: 'A group keeps an owner: make somebody else one first.',
      user_not_found: 'One of these people is not here any more, or has another handle now.',
      member_not_found: 'This person is not in the group any more.',
      message_group_not_found: 'You are not in this group any more.',
    } as Record<string, string>,
  },

  notFound: {
    title: 'There is nothing at this address',
    text: 'It may be mistyped, or it was never there.',
    back: 'Back to messages',
  },

  broken: {
    title: 'The page stumbled',
    text: 'Something went wrong in this window. Nothing that was sent is lost, and drafts are kept.',
    reload: 'Load it again',
  },

  session: {
    checking: 'Opening your messages',
    failedTitle: 'Your messages did not open',
    failedText: 'The server does not answer. It may be starting, or the line is down.',
    tryAgain: 'Try again',
    endedTitle: 'You are signed out',
    endedText: 'Sign in to go on where you were. Drafts are still on this device.',
    signIn: 'Sign in',
  },

  /** Why a message was not sent, by the code of the refusal. */
  refusals: {
    message_blank: 'it is blank.',
    message_exceed_max_chars: 'it is longer than 1,024 characters.',
    message_not_text: 'it holds characters that cannot be sent.',
    message_group_not_found: 'you are not in this conversation any more.',
    user_not_found: 'nobody has this handle.',
    cannot_message_yourself: 'that is your own handle.',
    idempotency_mismatch: 'another message was stored in its place.',
    cross_site: 'the browser did not let it through. Load the page again.',
    unknown: 'the server refused it.',
  } as Record<string, string> & { unknown: string },
};

export type Texts = typeof en;
