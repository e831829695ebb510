mod payment;
