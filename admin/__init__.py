"""The web: declarations and pages. No rule of the notice, no SQL beyond sorting and filtering."""
