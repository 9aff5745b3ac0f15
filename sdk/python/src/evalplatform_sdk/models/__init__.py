"""What calls take and give, as typed dictionaries; keys that are not known yet stay. Made, not written."""
