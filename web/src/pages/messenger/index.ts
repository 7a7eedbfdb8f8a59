export { ChoosePage } from './ChoosePage';
export { ConversationPage } from './ConversationPage';
export { MessengerPage } from './MessengerPage';
export { NewPage } from './NewPage';
