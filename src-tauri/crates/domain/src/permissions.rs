//! Microsoft Graph permissions: the catalogue, who may approve what, and the forecast.
