/** Where the Voice panel stands; its survey settings stand below it. */
export const voicePath = "/app/voice";
