export { ChoosePage } from './ChoosePage';
export { ConversationPage } from './ConversationPage';
export { MessengerPage, MessengerZones } from './MessengerPage';
export { NewPage } from './NewPage';
export { SettingsPage } from './SettingsPage';
