mod registration;
